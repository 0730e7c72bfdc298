/* inkdigits picture. Built from frontend/src, sha256 a1884da61b24c35dc0e8047132ad0f51111b82dc4663af5233bbd25868842445. See THIRD_PARTY_NOTICES. */
function T(n,r){let o=100-10**-r;return`${Math.min(100*n,o).toFixed(r)}%`}function N(n){let r=Array.from({length:10},(o,a)=>{let s=document.createElement("li");return s.innerHTML=`<span class="name">${a}</span><span class="track"><i></i></span><span class="percent"></span>`,n.append(s),s});return o=>{r.forEach((a,s)=>{let d=o?.probabilities[s]??0;a.style.setProperty("--share",d.toFixed(4)),a.dataset.probability=d.toFixed(4),a.classList.toggle("chosen",o?.value===s),a.querySelector(".percent").textContent=d<.005?"":T(d,0)})}}function $(n){return(r,o,a,s,d)=>{for(;n.children.length>r.length;)n.lastElementChild.remove();for(;n.children.length<r.length;){let p=document.createElement("div");p.append(document.createElement("b")),n.append(p)}r.forEach((p,f)=>{let h=n.children[f];B(h,p.box,o,a);let g=p.box[1]<s?"low":"";h.className=`${d?.(p)??""} ${g} ${p.needs_review?"doubtful":""}`,h.firstElementChild.textContent=p.value===null?"?":String(p.value)})}}function B(n,r,o,a){let s=(d,p)=>`${(100*d/p).toFixed(3)}%`;n.style.left=s(r[0],o),n.style.top=s(r[1],a),n.style.width=s(r[2]-r[0],o),n.style.height=s(r[3]-r[1],a)}function q(n,r,o){let a=n.querySelector("canvas"),s=n.querySelector(".value"),d=n.querySelector(".confidence"),p=n.querySelector(".ask"),f=n.querySelector(".keypad"),h=n.querySelector(".bars"),g=N(h),e=null,l=(b,k)=>{let x=document.createElement("button");return x.type="button",x.textContent=b,x.addEventListener("click",()=>e!==null&&k(e.box)),f.append(x),x},c=Array.from({length:10},(b,k)=>l(String(k),x=>o("correct",x,k))),m=l("No digit",b=>o("correct",b,null)),w=l("Undo this correction",b=>o("restore",b,null));return m.classList.add("wide"),w.classList.add("wide"),{show(b,k){if(e=b,n.hidden=e===null,e===null)return;let x=!e.gone&&e.value===null;s.textContent=e.gone?"\u2013":String(e.value??"?"),d.textContent=Z(e),p.textContent=x?"Which digit is it?":"Not right? Choose what stands here.",h.hidden=x||e.gone||e.said,g(e),c.forEach((A,H)=>A.setAttribute("aria-pressed",String(e.value===H&&!e.gone))),m.hidden=x||e.gone,w.hidden=!e.said&&!e.gone,ee(a,r,e.box,k)}}}function Z(n){return n.gone?"No digit, as you said":n.said?"As you said":n.value===null?"New":`${T(n.confidence,1)} sure${n.needs_review?": please check":""}`}function ee(n,r,o,a){let s=n.getContext("2d"),d=n.width;if(s.clearRect(0,0,d,d),!r.complete||r.naturalWidth===0)return;let p=r.naturalWidth/a,[f,h,g,e]=o.map(w=>w*p),l=1.25*Math.max(g-f,e-h,1),[c,m]=[(f+g-l)/2,(h+e-l)/2];s.imageSmoothingQuality="high",s.drawImage(r,c,m,l,l,0,0,d,d)}var te=8;function R(n,r,o){let a=null,s=!1,d=e=>{let l=n.getBoundingClientRect(),[c,m]=o.size(),w=(b,k)=>Math.min(k,Math.max(0,b));return[w((e.clientX-l.left)/l.width*c,c),w((e.clientY-l.top)/l.height*m,m)]},p=([e,l])=>{let[c,m]=a;return[Math.min(c,e),Math.min(m,l),Math.max(c,e),Math.max(m,l)]},f=()=>{a=null,r.hidden=!0},h=new AbortController,g=(e,l)=>n.addEventListener(e,l,{signal:h.signal});return g("pointerdown",e=>{s=!1,!(!o.isOn()||!e.isPrimary||e.button!==0)&&(n.setPointerCapture(e.pointerId),a=d(e),e.preventDefault())}),g("pointermove",e=>{a!==null?(r.hidden=!1,B(r,p(d(e)),...o.size())):e.pointerType==="mouse"&&o.onHover(...d(e))}),g("pointerup",e=>{if(a===null)return;let l=p(d(e)),c=o.size()[0]/n.clientWidth;f(),s=!0,Math.min(l[2]-l[0],l[3]-l[1])>=te*c&&o.onBox(l)}),g("pointercancel",f),g("pointerleave",e=>e.pointerType==="mouse"&&o.onLeave()),g("click",e=>!s&&o.onTap(...d(e))),()=>h.abort()}var W=`/* What all components of the page share. */

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
`;function P(n){let r=new WeakMap;return o=>{let a=o.parentElement,s=r.get(a);return s===void 0&&(s=n(o),r.set(a,s)),s.update(o),()=>{r.get(a)?.dispose(),r.delete(a)}}}function _(n,r,o,a){let s=document.createElement("style");s.textContent=W+o;let d=document.createElement("div");return d.className=`root ${r}`,d.innerHTML=a,n.append(s,d),d}var j=`.picture {
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
  font-size: var(--label, 13px);
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
`;var O=`<section class="sheet" aria-label="Picture">
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
`;var ae=18,ie={look:"Tap a digit to see how sure the reading is, or to correct it.",crop:"Drag over the part that is to be read.",add:"Drag a box around a digit that was missed."},Le=P(se);function se(n){let r=_(n.parentElement,"picture",j,O),o=t=>r.querySelector(t),a=o(".stage"),s=o("img"),d=o(".shade"),p=o(".hint"),f=o(".review"),h=o(".boxes"),g=$(h),e=n,l="look",c=null,m=null,w="",b=(t,i,u)=>e.setTriggerValue("edit",{kind:t,box:i,value:u,id:e.data.id}),k=q(o(".card"),s,(t,i,u)=>{if(b(t,i,u),t!=="correct")return;c=A().find(v=>!C(v.box,i))?.box??i,D("look")}),x=t=>e.data.items.find(i=>t!==null&&C(i.box,t))??null,A=()=>e.data.items.filter(t=>t.needs_review).sort((t,i)=>t.confidence-i.confidence),H=t=>{c=t,L()},D=t=>{l=t,L()},L=()=>{let{items:t,width:i,height:u,crop:y,summary:v}=e.data;a.dataset.mode=l;for(let M of r.querySelectorAll("[data-mode]:not(.stage)"))M.setAttribute("aria-pressed",String(M.dataset.mode===l));let E=m??x(c);g(t,i,u,V(),M=>[E!==null&&C(M.box,E.box)?"chosen":"",M.said?"said":"",M.gone?"gone":""].join(" ")),d.hidden=y===null,y!==null&&B(d,y,i,u),o(".summary").textContent=v,F(A()),K(y!==null),k.show(E??(c===null?null:le(c)),i)},F=t=>{f.hidden=t.length===0,f.replaceChildren(...t.map(i=>{let u=document.createElement("button");return u.type="button",u.innerHTML=`<b>${i.value??"?"}</b>${T(i.confidence,0)}`,u.setAttribute("aria-pressed",String(c!==null&&C(i.box,c))),u.setAttribute("aria-label",`Check ${i.value??"?"}, ${T(i.confidence,0)} sure`),u.addEventListener("click",()=>H(i.box)),u}))},K=t=>{if(p.textContent=ie[l],!t)return;let i=document.createElement("button");i.type="button",i.textContent="Read the whole picture",i.addEventListener("click",()=>b("crop",null,null)),p.append(i)},V=()=>{let t=e.data.items.map(v=>v.box[3]-v.box[1]).sort((v,E)=>v-E),u=(t[t.length>>1]??0)*a.clientHeight/e.data.height,y=Math.min(18,Math.max(10,.45*u));return h.style.setProperty("--label",`${y.toFixed(1)}px`),1.3*y*e.data.width/Math.max(1,a.clientWidth)},S=(t,i,u)=>{let y=e.data.width/Math.max(1,a.clientWidth),v=null,E=u*y;for(let M of e.data.items){let[Y,Q,U,J]=M.box,z=Math.hypot(Math.max(Y-t,t-U,0),Math.max(Q-i,i-J,0));(z<E||z===0&&E===0&&v===null)&&(E=z,v=M)}return v},G=R(a,o(".drag"),{isOn:()=>l!=="look",size:()=>[e.data.width,e.data.height],onBox(t){l==="crop"?b("crop",t,null):c=t,D("look")},onTap:(t,i)=>l==="look"&&H(S(t,i,ae)?.box??null),onHover(t,i){let u=l==="look"?S(t,i,1):null;u!==m&&(m=u,L())},onLeave(){m=null,L()}}),X=t=>{if(!(t.ctrlKey||t.metaKey||t.altKey||c===null)){if(/^[0-9]$/.test(t.key))b("correct",c,Number(t.key));else if(t.key==="Delete")b("correct",c,null);else if(t.key==="Escape")H(null);else return;t.preventDefault()}};for(let t of r.querySelectorAll("[data-mode]:not(.stage)"))t.addEventListener("click",()=>D(t.dataset.mode));for(let t of r.querySelectorAll("[data-turn]"))t.addEventListener("click",()=>b("turn",null,Number(t.dataset.turn)));r.addEventListener("keydown",X),s.addEventListener("load",()=>L());let I=new ResizeObserver(()=>L());return I.observe(a),{update(t){e=t;let{id:i,src:u,width:y,height:v}=e.data;i!==w&&(w=i,c=null,m=null,l="look",s.src=u,a.style.setProperty("--aspect",String(y/v))),m=m&&x(m.box),L()},dispose(){G(),I.disconnect()}}}function C(n,r){return n.every((o,a)=>Math.abs(o-r[a])<.5)}function le(n){return{value:null,reason:null,confidence:0,probabilities:new Array(10).fill(0),needs_review:!1,box:n,said:!1,gone:!1}}export{Le as default};
