/* inkdigits paste. Built from frontend/src, sha256 6a0ffc8e4bb6f52a4780bd47929a45216e55a6c667610cf2d395a72e000cd99e. See THIRD_PARTY_NOTICES. */
var l=`/* What all components of the page share. */

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
`;function p(t){let o=new WeakMap;return r=>{let e=r.parentElement,n=o.get(e);return n===void 0&&(n=t(r),o.set(e,n)),n.update(r),()=>{o.get(e)?.dispose(),o.delete(e)}}}function u(t,o,r,e){let n=document.createElement("style");n.textContent=l+r;let a=document.createElement("div");return a.className=`root ${o}`,a.innerHTML=e,t.append(n,a),a}var g=`.paste {
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
`;var f=`<button type="button">
  <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 5H6.500v15.500h11V5H15M9 3.500h6v3H9z"/></svg>
  Paste a picture
</button>
<p class="note" role="status">or press Ctrl+V anywhere on this page</p>
`;async function m(t,o){let r=t.size<=8e6?t:await k(t);return{name:o,data:await y(r)}}async function k(t){try{let o=await createImageBitmap(t),r=document.createElement("canvas");r.width=o.width,r.height=o.height;let e=r.getContext("2d");return e.fillStyle="white",e.fillRect(0,0,r.width,r.height),e.drawImage(o,0,0),await new Promise(n=>r.toBlob(a=>n(a??t),"image/jpeg",.92))}catch{return t}}function y(t){return new Promise((o,r)=>{let e=new FileReader;e.onload=()=>o(String(e.result).replace(/^.*?,/,"")),e.onerror=()=>r(e.error),e.readAsDataURL(t)})}var A=p(E);function E(t){let o=u(t.parentElement,"paste",g,f),r=o.querySelector("button"),e=o.querySelector(".note"),n=e.textContent??"",a=t,d=async(i,s)=>{e.textContent="Sending the picture\u2026",a.setTriggerValue("file",await m(i,s)),e.textContent=n},c=i=>{let s=[...i.clipboardData?.files??[]].find(M);s!==void 0&&(i.preventDefault(),d(s,s.name||"pasted.png"))},b=async()=>{try{for(let i of await navigator.clipboard.read()){let s=i.types.find(x=>x.startsWith("image/"));if(s!==void 0)return await d(await i.getType(s),"pasted.png")}e.textContent="There is no picture in the clipboard: copy one first."}catch{e.textContent="This browser gives no access to the clipboard: press Ctrl+V instead."}};return r.addEventListener("click",()=>{b()}),window.addEventListener("paste",c),{update(i){a=i},dispose(){window.removeEventListener("paste",c)}}}function M(t){return t.type.startsWith("image/")||t.type==="application/pdf"}export{A as default};
