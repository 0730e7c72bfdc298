/* inkdigits theme. Built from frontend/src, sha256 2e0da2686bc886fe2b8e7a4490d5acab187729b9a52882a1ca7a5d30329d3860. See THIRD_PARTY_NOTICES. */
var h=`/* What all components of the page share. */

:host {
  display: block;
}

.root {
  --ink: var(--st-text-color, #1a1c20);
  --ground: var(--st-background-color, #f7f7f4);
  --surface: var(--st-secondary-background-color, #ffffff);
  --line: var(--st-border-color, #dcdbd4);
  --accent: var(--st-primary-color, #2a4bd7);
  --muted: color-mix(in srgb, var(--ink) 70%, var(--ground));
  --edge: color-mix(in srgb, var(--ink) 50%, var(--ground));
  --doubt: var(--st-orange-text-color, #a24a00);
  box-sizing: border-box;
  color: var(--ink);
  font-family: var(--st-font, system-ui, sans-serif);
  font-size: 16px;
  line-height: 1.4;
  -webkit-tap-highlight-color: transparent;
}

*,
*::before,
*::after {
  box-sizing: inherit;
}

p,
ol,
figure {
  margin: 0;
  padding: 0;
}

button {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 8px;
  min-width: 44px;
  height: 44px;
  padding: 0 12px;
  border: 0;
  border-radius: 11px;
  background: transparent;
  color: var(--ink);
  font: inherit;
  font-size: 15px;
  font-weight: 500;
  cursor: pointer;
  touch-action: manipulation;
}

button:hover {
  background: color-mix(in srgb, var(--ink) 7%, transparent);
}

button[aria-pressed="true"] {
  background: var(--accent);
  color: var(--st-background-color, #ffffff);
}

button[aria-disabled="true"] {
  color: color-mix(in srgb, var(--ink) 38%, var(--ground));
  background: transparent;
  cursor: default;
}

button:focus-visible,
input:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}

svg {
  width: 20px;
  height: 20px;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.7;
  stroke-linecap: round;
  stroke-linejoin: round;
  flex: none;
}

.choice {
  display: flex;
  padding: 0;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--surface);
}

.status {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

.bars {
  display: grid;
  gap: 6px;
  list-style: none;
  font-variant-numeric: tabular-nums;
}

.bars li {
  --share: 0;
  display: grid;
  grid-template-columns: 14px minmax(0, 1fr) 40px;
  align-items: center;
  gap: 12px;
  height: 22px;
}

.name {
  color: var(--muted);
  font-weight: 500;
}

.track {
  position: relative;
  height: 10px;
  border-radius: 5px;
  background: color-mix(in srgb, var(--ink) 8%, transparent);
  overflow: hidden;
}

.track i {
  position: absolute;
  inset: 0;
  border-radius: inherit;
  background: var(--edge);
  transform: translateX(calc(100% * (var(--share) - 1)));
}

.percent {
  color: var(--muted);
  font-size: 14px;
  text-align: right;
}

.chosen .name,
.chosen .percent {
  color: var(--ink);
  font-weight: 600;
}

.chosen .track i {
  background: var(--accent);
}

.boxes {
  position: absolute;
  inset: 0;
  pointer-events: none;
}

.boxes div {
  position: absolute;
  border: 1.5px solid color-mix(in srgb, var(--accent) 55%, transparent);
  border-radius: 6px;
}

.boxes.marks div {
  border: 1px dotted var(--blue, var(--accent));
}

.boxes b {
  position: absolute;
  left: -1.5px;
  bottom: 100%;
  min-width: 20px;
  padding: 0 5px;
  border-radius: 6px;
  background: var(--accent);
  color: var(--st-background-color, #ffffff);
  font-size: 14px;
  font-weight: 600;
  line-height: 20px;
  text-align: center;
}

.boxes .low b {
  bottom: auto;
  top: 100%;
}

.boxes .focus {
  border-color: var(--accent);
}

.boxes .doubtful {
  border-color: var(--doubt);
  border-style: dashed;
}

.boxes .doubtful b {
  background: var(--doubt);
}

/* Phones: bars that stand */

@media (max-width: 760px) {
  .bars {
    grid-template-columns: repeat(10, minmax(0, 1fr));
    gap: 4px;
  }

  .bars li {
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: 16px 76px 20px;
    justify-items: center;
    gap: 2px;
    height: auto;
  }

  .bars .percent {
    order: 1;
    font-size: 11px;
  }

  .bars .track {
    order: 2;
    width: 100%;
    height: 76px;
    border-radius: 6px;
  }

  .bars .name {
    order: 3;
  }

  .track i {
    transform: translateY(calc(100% * (1 - var(--share))));
  }
}
`;var g=Date.now();function v(t){let e=[],o=0,r=()=>{let i=0,n=e.filter(({size:s},c)=>(i+=s)<=12e6||c===0),l=n.at(-1)?.number??0;l<=o||(o=l,t(n.map(({number:s,name:c,value:d})=>({number:s,name:c,value:d}))))};return{send(i,n,l=!1){g+=1,l&&(e=e.filter(s=>s.name!==i)),e.push({number:g,name:i,value:n,size:JSON.stringify(n).length}),r()},taken(i){e=e.filter(n=>n.number>i),r()}}}var L=100;function x(t){let e=new WeakMap,o,{send:r,taken:i}=v(n=>o.setTriggerValue("sent",n));return n=>{o=n;let{data:l,parentElement:s}=n,c={data:l,parentElement:s,send:r};i(l?.taken??0);let d=e.get(s);d===void 0&&(d={...t(c),calls:0},e.set(s,d)),d.calls+=1,d.update(c);let{calls:a}=d,u=()=>{if(d.calls===a){if(s.isConnected){window.setTimeout(u,L);return}d.dispose(),e.delete(s)}};return u}}function k(t,e,o,r){let i=document.createElement("style");i.textContent=h+o;let n=document.createElement("div");return n.className=`root ${e}`,n.innerHTML=r,t.append(i,n),n}var y=`.theme {
  position: relative;
  width: 44px;
  margin-left: auto;
}

[hidden] {
  display: none !important;
}

.opener {
  padding: 0;
}

.opener svg {
  display: none;
}

.opener[data-theme="light"] .light,
.opener[data-theme="dark"] .dark,
.opener[data-theme="system"] .system {
  display: block;
}

.menu {
  position: absolute;
  top: 50px;
  right: 0;
  z-index: 10;
  display: grid;
  gap: 8px;
  width: 264px;
  padding: 12px;
  border: 1px solid var(--line);
  border-radius: 14px;
  background: var(--surface);
  box-shadow: 0 6px 24px rgb(0 0 0 / 18%);
}

.choice button {
  flex: 1;
  min-width: 0;
}

.menu p {
  color: var(--muted);
  font-size: 14px;
}
`;var w=`<button type="button" class="opener" aria-haspopup="true" aria-expanded="false" title="Theme">
  <svg class="light" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400"/></svg>
  <svg class="dark" viewBox="0 0 24 24" aria-hidden="true"><path d="M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500"/></svg>
  <svg class="system" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3.500a8.500 8.500 0 1 0 0 17zM12 3.500a8.500 8.500 0 0 1 0 17"/><path d="M12 3.500a8.500 8.500 0 0 0 0 17z" fill="currentColor"/></svg>
</button>
<div class="menu" role="group" aria-label="Theme" hidden>
  <div class="choice">
    <button type="button" data-theme="light">Light</button>
    <button type="button" data-theme="dark">Dark</button>
    <button type="button" data-theme="system">System</button>
  </div>
  <p>System follows this device. Your drawing and pictures stay.</p>
</div>
`;var H=["light","dark","system"],b="inkdigits-theme",z="(prefers-color-scheme: dark)",j=/^stActiveTheme-/,E="system",O=window.matchMedia.bind(window);window.matchMedia=t=>{let e=O(t),o=p();return t===z&&o!=="system"?P(e,o==="dark"):e};M();var W=x(A);function A({parentElement:t}){let e=k(t,"theme",y,w),o=e.querySelector(".opener"),r=e.querySelector(".menu"),i=[...e.querySelectorAll("[data-theme]")],n=()=>{let a=p();for(let u of i)u.setAttribute("aria-pressed",String(u.dataset.theme===a));o.setAttribute("aria-label",`Theme: ${a}`),o.dataset.theme=a},l=a=>{r.hidden=!a,o.setAttribute("aria-expanded",String(a))};o.addEventListener("click",()=>{l(r.hidden),r.hidden||i.find(a=>a.ariaPressed==="true")?.focus()});for(let a of i)a.addEventListener("click",()=>{R(a.dataset.theme),n()});e.addEventListener("keydown",a=>{a.key!=="Escape"||r.hidden||(a.stopPropagation(),l(!1),o.focus())});let s=new AbortController,c=a=>{a.composedPath().includes(e)||l(!1)};window.addEventListener("pointerdown",c,{capture:!0,signal:s.signal});let d=a=>{a.key===b&&(n(),m())};return window.addEventListener("storage",d,{signal:s.signal}),n(),C(),p()!=="system"&&m(),{update:n,dispose:()=>s.abort()}}function p(){let t=f()?.getItem(b);return t&&H.includes(t)?t:E}function R(t){E=t,f()?.setItem(b,t),m()}function f(){try{return window.localStorage}catch{return null}}function m(){M(),window.dispatchEvent(new Event("afterprint"))}function M(){let t=p(),e=document.querySelector("meta[name=color-scheme]");e!==null&&(e.content=t==="system"?"light dark":t)}function C(){let t=f(),e=Object.keys(t??{}).filter(r=>j.test(r)),o=e.filter(r=>/Light|Dark/.test(t?.getItem(r)??""));e.forEach(r=>t?.removeItem(r)),o.length>0&&window.location.reload()}function P(t,e){return new Proxy(t,{get(o,r){if(r==="matches")return e;let i=Reflect.get(o,r);return typeof i=="function"?i.bind(o):i}})}export{W as default};
