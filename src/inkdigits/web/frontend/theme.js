/* inkdigits theme. Built from frontend/src, sha256 10834c117b5a5dc2951e8e0a5b925a4f2853c906b188360f64e1d0908aa2fd81. See THIRD_PARTY_NOTICES. */
var g=`/* What all components of the page share. */

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

/* Where the system chooses all colours, a background says nothing. */

@media (forced-colors: active) {
  button[aria-pressed="true"],
  button[aria-pressed="true"] * {
    forced-color-adjust: none;
    background: Highlight !important;
    color: HighlightText !important;
  }

  button[aria-disabled="true"] {
    color: GrayText;
  }

  .track {
    border: 1px solid;
  }

  .track i {
    forced-color-adjust: none;
    background: CanvasText;
  }
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
`;var v=Date.now();function x(n){let t=[],o=0,r=0,a,i=()=>{window.clearTimeout(a),a=void 0},d=(l=!1)=>{let s=0,c=t.filter(({size:u},p)=>(s+=u)<=12e6||p===0),e=c.at(-1)?.number??0;c.length===0||e<=o&&!l||(o=Math.max(o,e),i(),a=window.setTimeout(()=>d(!0),(3e3+Math.min(s,12e6)/100)*2**r),r+=1,n(c.map(({number:u,name:p,value:S})=>({number:u,name:p,value:S}))))};return{send(l,s,c=!1){v+=1,c&&(t=t.filter(e=>e.name!==l)),t.push({number:v,name:l,value:s,size:JSON.stringify(s).length}),d()},taken(l){let s=t.length;t=t.filter(c=>c.number>l),t.length<s&&(r=0),t.length===0?i():d(a===void 0)},rest:i}}var D=100;function k(n){let t=new WeakMap,o,{send:r,taken:a,rest:i}=x(d=>o.setTriggerValue("sent",d));return d=>{o=d;let{data:l,parentElement:s}=d,c={data:l,parentElement:s,send:r};a(l?.taken??0);let e=t.get(s);e===void 0&&(e={...n(c),calls:0},t.set(s,e)),e.calls+=1,e.update(c);let{calls:u}=e,p=()=>{if(e.calls===u){if(s.isConnected){window.setTimeout(p,D);return}e.dispose(),i(),t.delete(s)}};return p}}function y(n,t,o,r){let a=document.createElement("style");a.textContent=g+o;let i=document.createElement("div");return i.className=`root ${t}`,i.innerHTML=r,n.append(a,i),i}var E=`.theme {
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
`;var w=`<button type="button" class="opener" aria-expanded="false" title="Theme">
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
`;var z=["light","dark","system"],f="inkdigits-theme",A="(prefers-color-scheme: dark)",O=/^stActiveTheme-/,M="system",P=window.matchMedia.bind(window);window.matchMedia=n=>{let t=P(n),o=m();return n===A&&o!=="system"?I(t,o==="dark"):t};T();var J=k(C);function C({parentElement:n}){let t=y(n,"theme",E,w),o=t.querySelector(".opener"),r=t.querySelector(".menu"),a=[...t.querySelectorAll("[data-theme]")],i=()=>{let e=m();for(let u of a)u.setAttribute("aria-pressed",String(u.dataset.theme===e));o.setAttribute("aria-label",`Theme: ${e}`),o.dataset.theme=e},d=e=>{r.hidden=!e,o.setAttribute("aria-expanded",String(e))};o.addEventListener("click",()=>{d(r.hidden),r.hidden||a.find(e=>e.ariaPressed==="true")?.focus()});for(let e of a)e.addEventListener("click",()=>{N(e.dataset.theme),i()});t.addEventListener("keydown",e=>{e.key!=="Escape"||r.hidden||(e.stopPropagation(),d(!1),o.focus())}),t.addEventListener("focusout",e=>{e.relatedTarget!==null&&!t.contains(e.relatedTarget)&&d(!1)});let l=new AbortController,s=e=>{e.composedPath().includes(t)||d(!1)};window.addEventListener("pointerdown",s,{capture:!0,signal:l.signal});let c=e=>{e.key===f&&(i(),b())};return window.addEventListener("storage",c,{signal:l.signal}),i(),R(),m()!=="system"&&b(),{update:i,dispose:()=>l.abort()}}function m(){let n=h()?.getItem(f);return n&&z.includes(n)?n:M}function N(n){M=n,h()?.setItem(f,n),b()}function h(){try{return window.localStorage}catch{return null}}function b(){T(),window.dispatchEvent(new Event("afterprint"))}function T(){let n=m(),t=document.querySelector("meta[name=color-scheme]");t!==null&&(t.content=n==="system"?"light dark":n)}function R(){let n=h(),t=Object.keys(n??{}).filter(r=>O.test(r)),o=t.filter(r=>/Light|Dark/.test(n?.getItem(r)??""));t.forEach(r=>n?.removeItem(r)),o.length>0&&window.location.reload()}function I(n,t){return new Proxy(n,{get(o,r){if(r==="matches")return t;let a=Reflect.get(o,r);return typeof a=="function"?a.bind(o):a}})}export{J as default};
