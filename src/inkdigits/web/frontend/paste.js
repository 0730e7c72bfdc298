/* inkdigits paste. Built from frontend/src, sha256 10834c117b5a5dc2951e8e0a5b925a4f2853c906b188360f64e1d0908aa2fd81. See THIRD_PARTY_NOTICES. */
var b="data-test-connection-state",D="CONNECTED";function m(r){let e=document.querySelector(`[${b}]`),n=!1,t=new MutationObserver(()=>{let i=e?.getAttribute(b)!==D;n&&!i&&r(),n=i});return e!==null&&t.observe(e,{attributeFilter:[b]}),()=>t.disconnect()}var g=`/* What all components of the page share. */

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
`;var v=Date.now();function x(r){let e=[],n=0,t=0,i,a=()=>{window.clearTimeout(i),i=void 0},u=(l=!1)=>{let s=0,c=e.filter(({size:d},p)=>(s+=d)<=12e6||p===0),o=c.at(-1)?.number??0;c.length===0||o<=n&&!l||(n=Math.max(n,o),a(),i=window.setTimeout(()=>u(!0),(3e3+Math.min(s,12e6)/100)*2**t),t+=1,r(c.map(({number:d,name:p,value:T})=>({number:d,name:p,value:T}))))};return{send(l,s,c=!1){v+=1,c&&(e=e.filter(o=>o.name!==l)),e.push({number:v,name:l,value:s,size:JSON.stringify(s).length}),u()},taken(l){let s=e.length;e=e.filter(c=>c.number>l),e.length<s&&(t=0),e.length===0?a():u(i===void 0)},rest:a}}var C=100;function h(r){let e=new WeakMap,n,{send:t,taken:i,rest:a}=x(u=>n.setTriggerValue("sent",u));return u=>{n=u;let{data:l,parentElement:s}=u,c={data:l,parentElement:s,send:t};i(l?.taken??0);let o=e.get(s);o===void 0&&(o={...r(c),calls:0},e.set(s,o)),o.calls+=1,o.update(c);let{calls:d}=o,p=()=>{if(o.calls===d){if(s.isConnected){window.setTimeout(p,C);return}o.dispose(),a(),e.delete(s)}};return p}}function w(r,e,n,t){let i=document.createElement("style");i.textContent=g+n;let a=document.createElement("div");return a.className=`root ${e}`,a.innerHTML=t,r.append(i,a),a}var y=`.paste {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 4px 14px;
}

.paste button {
  border: 1px solid var(--line);
  background: var(--surface);
}

.note {
  color: var(--muted);
  font-size: 14px;
}
`;var E=`<button type="button">
  <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 5H6.500v15.500h11V5H15M9 3.500h6v3H9z"/></svg>
  Paste a picture
</button>
<p class="note" role="status">or press Ctrl+V anywhere on this page</p>
`;async function k(r,e){let n=r.size<=8e6?r:await P(r);return{name:e,data:await L(n)}}async function P(r){try{let e=await createImageBitmap(r),n=document.createElement("canvas");n.width=e.width,n.height=e.height;let t=n.getContext("2d");return t.fillStyle="white",t.fillRect(0,0,n.width,n.height),t.drawImage(e,0,0),await new Promise(i=>n.toBlob(a=>i(a??r),"image/jpeg",.92))}catch{return r}}function L(r){return new Promise((e,n)=>{let t=new FileReader;t.onload=()=>e(String(t.result).replace(/^.*?,/,"")),t.onerror=()=>n(t.error),t.readAsDataURL(r)})}var f=null,$=h(H);function H(r){let e=w(r.parentElement,"paste",y,E),n=e.querySelector("button"),t=e.querySelector(".note"),i=t.textContent??"",a=r,u=async(o,d)=>{t.textContent="Sending the picture\u2026",a.send("file",await k(o,d)),t.textContent=i},l=o=>{let d=[...o.clipboardData?.files??[]].find(j);d!==void 0&&(o.preventDefault(),u(d,d.name||"pasted.png"))},s=async()=>{try{for(let o of await navigator.clipboard.read()){let d=o.types.find(p=>p.startsWith("image/"));if(d!==void 0)return await u(await o.getType(d),"pasted.png")}t.textContent="There is no picture in the clipboard: copy one first."}catch{t.textContent="This browser gives no access to the clipboard: press Ctrl+V instead."}};n.addEventListener("click",()=>{s()}),window.addEventListener("paste",l);let c=m(()=>a.send("back",null,!0));return{update(o){a=o,f!==null&&f.shelf!==a.data.shelf&&f.pictures>0&&a.send("gone",f.pictures),f=a.data},dispose(){c(),window.removeEventListener("paste",l)}}}function j(r){return r.type.startsWith("image/")||r.type==="application/pdf"}export{$ as default};
