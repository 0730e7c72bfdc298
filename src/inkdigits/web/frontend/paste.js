/* inkdigits paste. Built from frontend/src, sha256 d8d41a62bb3928bd27e3755a83de6ee82178c7b108f09e647b344b98cf2d374b. See THIRD_PARTY_NOTICES. */
var b=`/* What all components of the page share. */

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
`;var f=Date.now();function m(r){let e=[],o=0,t=0,d,i=()=>{window.clearTimeout(d),d=void 0},l=(c=!1)=>{let s=0,a=e.filter(({size:u},p)=>(s+=u)<=12e6||p===0),n=a.at(-1)?.number??0;a.length===0||n<=o&&!c||(o=Math.max(o,n),i(),d=window.setTimeout(()=>l(!0),(3e3+Math.min(s,12e6)/100)*2**t),t+=1,r(a.map(({number:u,name:p,value:y})=>({number:u,name:p,value:y}))))};return{send(c,s,a=!1){f+=1,a&&(e=e.filter(n=>n.name!==c)),e.push({number:f,name:c,value:s,size:JSON.stringify(s).length}),l()},taken(c){let s=e.length;e=e.filter(a=>a.number>c),e.length<s&&(t=0),e.length===0?i():l(d===void 0)},rest:i}}var E=100;function g(r){let e=new WeakMap,o,{send:t,taken:d,rest:i}=m(l=>o.setTriggerValue("sent",l));return l=>{o=l;let{data:c,parentElement:s}=l,a={data:c,parentElement:s,send:t};d(c?.taken??0);let n=e.get(s);n===void 0&&(n={...r(a),calls:0},e.set(s,n)),n.calls+=1,n.update(a);let{calls:u}=n,p=()=>{if(n.calls===u){if(s.isConnected){window.setTimeout(p,E);return}n.dispose(),i(),e.delete(s)}};return p}}function v(r,e,o,t){let d=document.createElement("style");d.textContent=b+o;let i=document.createElement("div");return i.className=`root ${e}`,i.innerHTML=t,r.append(d,i),i}var x=`.paste {
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
`;var h=`<button type="button">
  <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 5H6.500v15.500h11V5H15M9 3.500h6v3H9z"/></svg>
  Paste a picture
</button>
<p class="note" role="status">or press Ctrl+V anywhere on this page</p>
`;async function w(r,e){let o=r.size<=8e6?r:await D(r);return{name:e,data:await P(o)}}async function D(r){try{let e=await createImageBitmap(r),o=document.createElement("canvas");o.width=e.width,o.height=e.height;let t=o.getContext("2d");return t.fillStyle="white",t.fillRect(0,0,o.width,o.height),t.drawImage(e,0,0),await new Promise(d=>o.toBlob(i=>d(i??r),"image/jpeg",.92))}catch{return r}}function P(r){return new Promise((e,o)=>{let t=new FileReader;t.onload=()=>e(String(t.result).replace(/^.*?,/,"")),t.onerror=()=>o(t.error),t.readAsDataURL(r)})}var V=g(S);function S(r){let e=v(r.parentElement,"paste",x,h),o=e.querySelector("button"),t=e.querySelector(".note"),d=t.textContent??"",i=r,l=async(a,n)=>{t.textContent="Sending the picture\u2026",i.send("file",await w(a,n)),t.textContent=d},c=a=>{let n=[...a.clipboardData?.files??[]].find(C);n!==void 0&&(a.preventDefault(),l(n,n.name||"pasted.png"))},s=async()=>{try{for(let a of await navigator.clipboard.read()){let n=a.types.find(u=>u.startsWith("image/"));if(n!==void 0)return await l(await a.getType(n),"pasted.png")}t.textContent="There is no picture in the clipboard: copy one first."}catch{t.textContent="This browser gives no access to the clipboard: press Ctrl+V instead."}};return o.addEventListener("click",()=>{s()}),window.addEventListener("paste",c),{update(a){i=a},dispose(){window.removeEventListener("paste",c)}}}function C(r){return r.type.startsWith("image/")||r.type==="application/pdf"}export{V as default};
