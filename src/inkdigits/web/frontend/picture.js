/* inkdigits picture. Built from frontend/src, sha256 73d0814da2f007cdc9c95e61be877cd4537c404dfcd0f16c026d6c8d42827be9. See THIRD_PARTY_NOTICES. */
function T(n,r){let o=100-10**-r;return`${Math.min(100*n,o).toFixed(r)}%`}function $(n){let r=Array.from({length:10},(o,a)=>{let l=document.createElement("li");return l.innerHTML=`<span class="name">${a}</span><span class="track"><i></i></span><span class="percent"></span>`,n.append(l),l});return o=>{r.forEach((a,l)=>{let i=o?.probabilities[l]??0;a.style.setProperty("--share",i.toFixed(4)),a.dataset.probability=i.toFixed(4),a.classList.toggle("chosen",o?.value===l),a.querySelector(".percent").textContent=i<.005?"":T(i,0)})}}function q(n){return(r,o,a,l)=>{for(;n.children.length>r.length;)n.lastElementChild.remove();for(;n.children.length<r.length;){let i=document.createElement("div");i.append(document.createElement("b")),n.append(i)}r.forEach((i,x)=>{let b=n.children[x];B(b,i.box,o,a);let v=i.box[1]<.08*a?"low":"";b.className=`${l(i)} ${v} ${i.needs_review?"doubtful":""}`,b.firstElementChild.textContent=i.value===null?"?":String(i.value)})}}function B(n,r,o,a){let l=(i,x)=>`${(100*i/x).toFixed(3)}%`;n.style.left=l(r[0],o),n.style.top=l(r[1],a),n.style.width=l(r[2]-r[0],o),n.style.height=l(r[3]-r[1],a)}function R(n,r,o){let a=n.querySelector("canvas"),l=n.querySelector(".value"),i=n.querySelector(".confidence"),x=n.querySelector(".ask"),b=n.querySelector(".keypad"),v=n.querySelector(".bars"),f=$(v),e=null,d=(m,k)=>{let h=document.createElement("button");return h.type="button",h.textContent=m,h.addEventListener("click",()=>e!==null&&k(e.box)),b.append(h),h},c=Array.from({length:10},(m,k)=>d(String(k),h=>o("correct",h,k))),p=d("No digit",m=>o("correct",m,null)),w=d("Undo this correction",m=>o("restore",m,null));return p.classList.add("wide"),w.classList.add("wide"),{show(m,k){if(e=m,n.hidden=e===null,e===null)return;let h=!e.gone&&e.value===null;l.textContent=e.gone?"\u2013":String(e.value??"?"),i.textContent=Z(e),x.textContent=h?"Which digit is it?":"Not right? Choose what stands here.",v.hidden=h||e.gone||e.said,f(e),c.forEach((A,H)=>A.setAttribute("aria-pressed",String(e.value===H&&!e.gone))),p.hidden=h||e.gone,w.hidden=!e.said&&!e.gone,ee(a,r,e.box,k)}}}function Z(n){return n.gone?"No digit, as you said":n.said?"As you said":n.value===null?"New":`${T(n.confidence,1)} sure${n.needs_review?": please check":""}`}function ee(n,r,o,a){let l=n.getContext("2d"),i=n.width;if(l.clearRect(0,0,i,i),!r.complete||r.naturalWidth===0)return;let x=r.naturalWidth/a,[b,v,f,e]=o.map(w=>w*x),d=1.25*Math.max(f-b,e-v,1),[c,p]=[(b+f-d)/2,(v+e-d)/2];l.imageSmoothingQuality="high",l.drawImage(r,c,p,d,d,0,0,i,i)}var te=8;function P(n,r,o){let a=null,l=!1,i=e=>{let d=n.getBoundingClientRect(),[c,p]=o.size(),w=(m,k)=>Math.min(k,Math.max(0,m));return[w((e.clientX-d.left)/d.width*c,c),w((e.clientY-d.top)/d.height*p,p)]},x=([e,d])=>{let[c,p]=a;return[Math.min(c,e),Math.min(p,d),Math.max(c,e),Math.max(p,d)]},b=()=>{a=null,r.hidden=!0},v=new AbortController,f=(e,d)=>n.addEventListener(e,d,{signal:v.signal});return f("pointerdown",e=>{l=!1,!(!o.isOn()||!e.isPrimary||e.button!==0)&&(n.setPointerCapture(e.pointerId),a=i(e),e.preventDefault())}),f("pointermove",e=>{a!==null?(r.hidden=!1,B(r,x(i(e)),...o.size())):e.pointerType==="mouse"&&o.onHover(...i(e))}),f("pointerup",e=>{if(a===null)return;let d=x(i(e)),c=o.size()[0]/n.clientWidth;b(),l=!0,Math.min(d[2]-d[0],d[3]-d[1])>=te*c&&o.onBox(d)}),f("pointercancel",b),f("pointerleave",e=>e.pointerType==="mouse"&&o.onLeave()),f("click",e=>!l&&o.onTap(...i(e))),()=>v.abort()}var W=`/* What all components of the page share. */

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
`;function _(n){let r=new WeakMap;return o=>{let a=o.parentElement,l=r.get(a);return l===void 0&&(l=n(o),r.set(a,l)),l.update(o),()=>{r.get(a)?.dispose(),r.delete(a)}}}function j(n,r,o,a){let l=document.createElement("style");l.textContent=W+o;let i=document.createElement("div");return i.className=`root ${r}`,i.innerHTML=a,n.append(l,i),i}var O=`.picture {
  display: grid;
  grid-template-columns: minmax(0, 1fr) minmax(300px, 340px);
  gap: 20px 40px;
  align-items: start;
}

[hidden] {
  display: none !important;
}

.sheet {
  display: grid;
  gap: 12px;
  min-width: 0;
}

.tools {
  display: flex;
  flex-wrap: wrap;
  gap: 8px 16px;
}

.actions {
  display: flex;
  gap: 4px;
  margin-left: auto;
}

.stage {
  position: relative;
  width: min(100%, calc(max(420px, var(--tallest)) * var(--aspect, 1)));
  --tallest: 72vh;
  margin: 0 auto;
  border-radius: 10px;
  overflow: hidden;
  outline: 1px solid var(--line);
  user-select: none;
  -webkit-user-select: none;
}

.stage img {
  display: block;
  width: 100%;
  height: auto;
  aspect-ratio: var(--aspect, 1);
}

.stage[data-mode="look"] {
  cursor: pointer;
}

.stage[data-mode="crop"],
.stage[data-mode="add"] {
  cursor: crosshair;
  touch-action: none;
}

.shade {
  position: absolute;
  outline: 9999px solid rgb(0 0 0 / 50%);
  pointer-events: none;
}

.drag {
  position: absolute;
  border: 2px solid var(--accent);
  background: color-mix(in srgb, var(--accent) 18%, transparent);
  pointer-events: none;
}

/* On a photo, not on the page: colours that show on paper in either theme */

.boxes {
  --blue: #0060a8;
  --orange: #b04400;
}

.boxes div {
  border: 1.5px solid var(--blue);
  border-radius: 4px;
  box-shadow: 0 0 0 1px rgb(255 255 255 / 70%);
}

.boxes b {
  min-width: 0;
  padding: 0 3px;
  border-radius: 4px;
  background: var(--blue);
  color: white;
  font-size: clamp(10px, var(--label, 13px), 18px);
  line-height: 1.3;
}

.boxes .doubtful {
  border-color: var(--orange);
  border-style: dashed;
}

.boxes .doubtful b {
  background: var(--orange);
}

.boxes .said {
  border-color: #18712f;
}

.boxes .said b {
  background: #18712f;
}

.boxes .gone {
  border: 1.5px dotted #666666;
}

.boxes .gone b {
  background: #666666;
}

.boxes .chosen {
  outline: 3px solid #ffd84d;
  outline-offset: 1px;
}

.hint {
  min-height: 36px;
  line-height: 36px;
  color: var(--muted);
  font-size: 14px;
}

.hint button {
  min-width: 0;
  height: 36px;
  padding: 0 10px;
  color: var(--accent);
  font-size: inherit;
  text-decoration: underline;
}

.detail {
  display: grid;
  gap: 14px;
  min-width: 0;
}

.summary {
  font-size: 20px;
  font-weight: 600;
  line-height: 1.3;
}

.review {
  display: flex;
  flex-wrap: wrap;
  gap: 6px;
  max-height: 152px;
  overflow-y: auto;
}

.review button {
  gap: 6px;
  padding: 0 10px;
  border: 1px dashed var(--doubt);
  background: var(--surface);
  font-variant-numeric: tabular-nums;
}

.review button[aria-pressed="true"] {
  border: 2px solid var(--doubt);
  color: var(--ink);
}

.review button b {
  color: var(--doubt);
  font-size: 17px;
}

.card {
  display: grid;
  gap: 14px;
}

.headline {
  display: flex;
  align-items: center;
  gap: 18px;
}

.headline canvas {
  width: 84px;
  height: 84px;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--surface);
}

.value {
  color: var(--accent);
  font-size: 56px;
  font-weight: 600;
  line-height: 1;
}

.confidence,
.ask {
  color: var(--muted);
}

.ask {
  font-size: 14px;
}

.keypad {
  display: grid;
  grid-template-columns: repeat(5, minmax(0, 1fr));
  gap: 6px;
}

.keypad button {
  min-width: 0;
  padding: 0 4px;
  border: 1px solid var(--line);
  background: var(--surface);
  font-size: 16px;
}

.keypad button[aria-pressed="true"] {
  background: var(--accent);
}

.keypad .wide {
  grid-column: 1 / -1;
}

@media (max-width: 760px) {
  .picture {
    grid-template-columns: minmax(0, 1fr);
  }

  .stage {
    --tallest: 60vh;
  }
}
`;var F=`<section class="sheet" aria-label="Picture">
  <div class="tools" role="group" aria-label="Picture tools">
    <div class="choice" role="group" aria-label="What a tap or a drag does">
      <button type="button" data-mode="look" title="Tap a digit to see or correct it">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 3.500l5.500 16 2.500-6.500 6.500-2.500z"/></svg>
        Look
      </button>
      <button type="button" data-mode="crop" title="Drag over the part to read">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 2.500V17h14.500M2.500 7H17v14.500"/></svg>
        Crop
      </button>
      <button type="button" data-mode="add" title="Drag over a digit that was missed">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 4h16v16H4zM12 8.500v7M8.500 12h7"/></svg>
        Add
      </button>
    </div>
    <div class="actions">
      <button type="button" data-turn="3" aria-label="Turn left" title="Turn left">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 4v5h5M4.500 9a8 8 0 1 1-.5 5"/></svg>
      </button>
      <button type="button" data-turn="1" aria-label="Turn right" title="Turn right">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M20 4v5h-5M19.500 9a8 8 0 1 0 .5 5"/></svg>
      </button>
    </div>
  </div>
  <div class="stage">
    <img alt="The picture that was read" draggable="false" />
    <div class="shade" hidden></div>
    <div class="boxes"></div>
    <div class="drag" hidden></div>
  </div>
  <p class="hint" aria-live="polite"></p>
</section>
<section class="detail" aria-label="Reading">
  <p class="summary" role="status"></p>
  <div class="review" role="group" aria-label="Digits to check"></div>
  <div class="card" hidden>
    <div class="headline">
      <canvas width="168" height="168" role="img" aria-label="The digit in the picture"></canvas>
      <div>
        <p class="value"></p>
        <p class="confidence"></p>
      </div>
    </div>
    <ol class="bars" aria-hidden="true"></ol>
    <p class="ask"></p>
    <div class="keypad" role="group" aria-label="What stands here?"></div>
  </div>
</section>
`;var ae=18,ie={look:"Tap a digit to see how sure the reading is, or to correct it.",crop:"Drag over the part that is to be read.",add:"Drag a box around a digit that was missed."},Le=_(se);function se(n){let r=j(n.parentElement,"picture",O,F),o=t=>r.querySelector(t),a=o(".stage"),l=o("img"),i=o(".shade"),x=o(".hint"),b=o(".review"),v=o(".boxes"),f=q(v),e=n,d="look",c=null,p=null,w="",m=(t,s,u)=>e.setTriggerValue("edit",{kind:t,box:s,value:u,id:e.data.id}),k=R(o(".card"),l,(t,s,u)=>{if(m(t,s,u),t!=="correct")return;c=A().find(y=>!C(y.box,s))?.box??s,D("look")}),h=t=>e.data.items.find(s=>t!==null&&C(s.box,t))??null,A=()=>e.data.items.filter(t=>t.needs_review).sort((t,s)=>t.confidence-s.confidence),H=t=>{c=t,L()},D=t=>{d=t,L()},L=()=>{let{items:t,width:s,height:u,crop:g,summary:y}=e.data;a.dataset.mode=d;for(let E of r.querySelectorAll("[data-mode]:not(.stage)"))E.setAttribute("aria-pressed",String(E.dataset.mode===d));let M=p??h(c);f(t,s,u,E=>[M!==null&&C(E.box,M.box)?"chosen":"",E.said?"said":"",E.gone?"gone":""].join(" ")),i.hidden=g===null,g!==null&&B(i,g,s,u),o(".summary").textContent=y,K(A()),V(g!==null),k.show(M??(c===null?null:le(c)),s),S()},K=t=>{b.hidden=t.length===0,b.replaceChildren(...t.map(s=>{let u=document.createElement("button");return u.type="button",u.innerHTML=`<b>${s.value??"?"}</b>${T(s.confidence,0)}`,u.setAttribute("aria-pressed",String(c!==null&&C(s.box,c))),u.setAttribute("aria-label",`Check ${s.value??"?"}, ${T(s.confidence,0)} sure`),u.addEventListener("click",()=>H(s.box)),u}))},V=t=>{if(x.textContent=ie[d],!t)return;let s=document.createElement("button");s.type="button",s.textContent="Read the whole picture",s.addEventListener("click",()=>m("crop",null,null)),x.append(s)},S=()=>{let t=e.data.items.map(g=>g.box[3]-g.box[1]).sort((g,y)=>g-y),u=(t[t.length>>1]??0)*a.clientHeight/e.data.height;v.style.setProperty("--label",`${(.45*u).toFixed(1)}px`)},I=(t,s,u)=>{let g=e.data.width/Math.max(1,a.clientWidth),y=null,M=u*g;for(let E of e.data.items){let[Y,Q,U,J]=E.box,z=Math.hypot(Math.max(Y-t,t-U,0),Math.max(Q-s,s-J,0));(z<M||z===0&&M===0&&y===null)&&(M=z,y=E)}return y},G=P(a,o(".drag"),{isOn:()=>d!=="look",size:()=>[e.data.width,e.data.height],onBox(t){d==="crop"?m("crop",t,null):c=t,D("look")},onTap:(t,s)=>d==="look"&&H(I(t,s,ae)?.box??null),onHover(t,s){let u=d==="look"?I(t,s,1):null;u!==p&&(p=u,L())},onLeave(){p=null,L()}}),X=t=>{if(!(t.ctrlKey||t.metaKey||t.altKey||c===null)){if(/^[0-9]$/.test(t.key))m("correct",c,Number(t.key));else if(t.key==="Delete")m("correct",c,null);else if(t.key==="Escape")H(null);else return;t.preventDefault()}};for(let t of r.querySelectorAll("[data-mode]:not(.stage)"))t.addEventListener("click",()=>D(t.dataset.mode));for(let t of r.querySelectorAll("[data-turn]"))t.addEventListener("click",()=>m("turn",null,Number(t.dataset.turn)));r.addEventListener("keydown",X),l.addEventListener("load",()=>L());let N=new ResizeObserver(S);return N.observe(a),{update(t){e=t;let{id:s,src:u,width:g,height:y}=e.data;s!==w&&(w=s,c=null,p=null,d="look",l.src=u,a.style.setProperty("--aspect",String(g/y))),p=p&&h(p.box),L()},dispose(){G(),N.disconnect()}}}function C(n,r){return n.every((o,a)=>Math.abs(o-r[a])<.5)}function le(n){return{value:null,reason:null,confidence:0,probabilities:new Array(10).fill(0),needs_review:!1,box:n,said:!1,gone:!1}}export{Le as default};
