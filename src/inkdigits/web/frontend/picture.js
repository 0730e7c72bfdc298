/* inkdigits picture. Built from frontend/src, sha256 a311c4d4b630e800bd6097fa801d8ab3b61063737263c285e197e0b3626cfc7f. See THIRD_PARTY_NOTICES. */
function H(n,r){let o=100-10**-r;return`${Math.min(100*n,o).toFixed(r)}%`}function $(n){let r=Array.from({length:10},(o,i)=>{let s=document.createElement("li");return s.innerHTML=`<span class="name">${i}</span><span class="track"><i></i></span><span class="percent"></span>`,n.append(s),s});return o=>{r.forEach((i,s)=>{let d=o?.probabilities[s]??0;i.style.setProperty("--share",d.toFixed(4)),i.dataset.probability=d.toFixed(4),i.classList.toggle("chosen",o?.value===s),i.querySelector(".percent").textContent=d<.005?"":H(d,0)})}}function R(n){return(r,o,i,s,d)=>{for(;n.children.length>r.length;)n.lastElementChild.remove();for(;n.children.length<r.length;){let p=document.createElement("div");p.append(document.createElement("b")),n.append(p)}r.forEach((p,y)=>{let g=n.children[y];B(g,p.box,o,i);let x=p.box[1]<s?"low":"";g.className=`${d?.(p)??""} ${x} ${p.needs_review?"doubtful":""}`,g.firstElementChild.textContent=p.value===null?"?":String(p.value)})}}function B(n,r,o,i){let s=(d,p)=>`${(100*d/p).toFixed(3)}%`;n.style.left=s(r[0],o),n.style.top=s(r[1],i),n.style.width=s(r[2]-r[0],o),n.style.height=s(r[3]-r[1],i)}function q(n,r,o){let i=n.querySelector("canvas"),s=n.querySelector(".value"),d=n.querySelector(".confidence"),p=n.querySelector(".ask"),y=n.querySelector(".keypad"),g=n.querySelector(".bars"),x=$(g),e=null,l=(b,k)=>{let v=document.createElement("button");return v.type="button",v.textContent=b,v.addEventListener("click",()=>e!==null&&k(e.box)),y.append(v),v},c=Array.from({length:10},(b,k)=>l(String(k),v=>o("correct",v,k))),m=l("No digit",b=>o("correct",b,null)),w=l("Undo this correction",b=>o("restore",b,null));return m.classList.add("wide"),w.classList.add("wide"),{show(b,k){if(e=b,n.hidden=e===null,e===null)return;let v=!e.gone&&e.value===null;s.textContent=e.gone?"\u2013":String(e.value??"?"),d.textContent=ee(e),p.textContent=v?"Which digit is it?":"Not right? Choose what stands here.",g.hidden=v||e.gone||e.said,x(e),c.forEach((C,T)=>C.setAttribute("aria-pressed",String(e.value===T&&!e.gone))),m.hidden=v||e.gone,w.hidden=!e.said&&!e.gone,te(i,r,e.box,k)}}}function ee(n){return n.gone?"No digit, as you said":n.said?"As you said":n.value===null?"New":`${H(n.confidence,1)} sure${n.needs_review?": please check":""}`}function te(n,r,o,i){let s=n.getContext("2d"),d=n.width;if(s.clearRect(0,0,d,d),!r.complete||r.naturalWidth===0)return;let p=r.naturalWidth/i,[y,g,x,e]=o.map(w=>w*p),l=1.25*Math.max(x-y,e-g,1),[c,m]=[(y+x-l)/2,(g+e-l)/2];s.imageSmoothingQuality="high",s.drawImage(r,c,m,l,l,0,0,d,d)}var ne=8;function W(n,r,o){let i=null,s=!1,d=e=>{let l=n.getBoundingClientRect(),[c,m]=o.size(),w=(b,k)=>Math.min(k,Math.max(0,b));return[w((e.clientX-l.left)/l.width*c,c),w((e.clientY-l.top)/l.height*m,m)]},p=([e,l])=>{let[c,m]=i;return[Math.min(c,e),Math.min(m,l),Math.max(c,e),Math.max(m,l)]},y=()=>{i=null,r.hidden=!0},g=new AbortController,x=(e,l)=>n.addEventListener(e,l,{signal:g.signal});return x("pointerdown",e=>{s=!1,!(!o.isOn()||!e.isPrimary||e.button!==0)&&(n.setPointerCapture(e.pointerId),i=d(e),e.preventDefault())}),x("pointermove",e=>{i!==null?(r.hidden=!1,B(r,p(d(e)),...o.size())):e.pointerType==="mouse"&&o.onHover(...d(e))}),x("pointerup",e=>{if(i===null)return;let l=p(d(e)),c=o.size()[0]/n.clientWidth;y(),s=!0,Math.min(l[2]-l[0],l[3]-l[1])>=ne*c&&o.onBox(l)}),x("pointercancel",y),x("pointerleave",e=>e.pointerType==="mouse"&&o.onLeave()),x("click",e=>!s&&o.onTap(...d(e))),()=>g.abort()}var P=`/* What all components of the page share. */

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
`;function _(n){let r=new WeakMap;return o=>{let i=o.parentElement,s=r.get(i);return s===void 0&&(s=n(o),r.set(i,s)),s.update(o),()=>{r.get(i)?.dispose(),r.delete(i)}}}function j(n,r,o,i){let s=document.createElement("style");s.textContent=P+o;let d=document.createElement("div");return d.className=`root ${r}`,d.innerHTML=i,n.append(s,d),d}var O=`.picture {
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

.stage:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
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
  <div class="stage" tabindex="0" role="group" aria-label="Digits: the arrow keys go from one to the next, 0 to 9 correct it, Delete removes it">
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
    <div class="headline" aria-live="polite">
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
`;var ie=18,se={look:"Tap a digit to see how sure the reading is, or to correct it.",crop:"Drag over the part that is to be read.",add:"Drag a box around a digit that was missed."},Te=_(le);function le(n){let r=j(n.parentElement,"picture",O,F),o=t=>r.querySelector(t),i=o(".stage"),s=o("img"),d=o(".shade"),p=o(".hint"),y=o(".review"),g=o(".boxes"),x=R(g),e=n,l="look",c=null,m=null,w="",b=(t,a,u)=>e.setTriggerValue("edit",{kind:t,box:a,value:u,id:e.data.id}),k=q(o(".card"),s,(t,a,u)=>{if(b(t,a,u),t!=="correct")return;c=C().find(h=>!A(h.box,a))?.box??a,D("look")}),v=t=>e.data.items.find(a=>t!==null&&A(a.box,t))??null,C=()=>e.data.items.filter(t=>t.needs_review).sort((t,a)=>t.confidence-a.confidence),T=t=>{c=t,L()},D=t=>{l=t,L()},L=()=>{let{items:t,width:a,height:u,crop:f,summary:h}=e.data;i.dataset.mode=l;for(let M of r.querySelectorAll("[data-mode]:not(.stage)"))M.setAttribute("aria-pressed",String(M.dataset.mode===l));let E=m??v(c);x(t,a,u,G(),M=>[E!==null&&A(M.box,E.box)?"chosen":"",M.said?"said":"",M.gone?"gone":""].join(" ")),d.hidden=f===null,f!==null&&B(d,f,a,u),o(".summary").textContent=h,K(C()),V(f!==null),k.show(E??(c===null?null:de(c)),a)},K=t=>{y.hidden=t.length===0,y.replaceChildren(...t.map(a=>{let u=document.createElement("button");return u.type="button",u.innerHTML=`<b>${a.value??"?"}</b>${H(a.confidence,0)}`,u.setAttribute("aria-pressed",String(c!==null&&A(a.box,c))),u.setAttribute("aria-label",`Check ${a.value??"?"}, ${H(a.confidence,0)} sure`),u.addEventListener("click",()=>T(a.box)),u}))},V=t=>{if(p.textContent=se[l],!t)return;let a=document.createElement("button");a.type="button",a.textContent="Read the whole picture",a.addEventListener("click",()=>b("crop",null,null)),p.append(a)},G=()=>{let t=e.data.items.map(h=>h.box[3]-h.box[1]).sort((h,E)=>h-E),u=(t[t.length>>1]??0)*i.clientHeight/e.data.height,f=Math.min(18,Math.max(10,.45*u));return g.style.setProperty("--label",`${f.toFixed(1)}px`),1.3*f*e.data.width/Math.max(1,i.clientWidth)},S=(t,a,u)=>{let f=e.data.width/Math.max(1,i.clientWidth),h=null,E=u*f;for(let M of e.data.items){let[Q,U,J,Z]=M.box,z=Math.hypot(Math.max(Q-t,t-J,0),Math.max(U-a,a-Z,0));(z<E||z===0&&E===0&&h===null)&&(E=z,h=M)}return h},X=W(i,o(".drag"),{isOn:()=>l!=="look",size:()=>[e.data.width,e.data.height],onBox(t){l==="crop"?b("crop",t,null):c=t,D("look")},onTap:(t,a)=>l==="look"&&T(S(t,a,ie)?.box??null),onHover(t,a){let u=l==="look"?S(t,a,1):null;u!==m&&(m=u,L())},onLeave(){m=null,L()}}),I=t=>{let{items:a}=e.data,u=a.findIndex(h=>c!==null&&A(h.box,c)),f=u===-1?t===1?0:a.length-1:(u+t+a.length)%a.length;T(a[f]?.box??null)},Y=t=>{if(!(t.ctrlKey||t.metaKey||t.altKey)){if(t.key==="ArrowRight")I(1);else if(t.key==="ArrowLeft")I(-1);else{if(c===null)return;if(/^[0-9]$/.test(t.key))b("correct",c,Number(t.key));else if(t.key==="Delete")b("correct",c,null);else if(t.key==="Escape")T(null);else return}t.preventDefault()}};for(let t of r.querySelectorAll("[data-mode]:not(.stage)"))t.addEventListener("click",()=>D(t.dataset.mode));for(let t of r.querySelectorAll("[data-turn]"))t.addEventListener("click",()=>b("turn",null,Number(t.dataset.turn)));r.addEventListener("keydown",Y),s.addEventListener("load",()=>L());let N=new ResizeObserver(()=>L());return N.observe(i),{update(t){e=t;let{id:a,src:u,width:f,height:h}=e.data;a!==w&&(w=a,c=null,m=null,l="look",s.src=u,i.style.setProperty("--aspect",String(f/h))),m=m&&v(m.box),L()},dispose(){X(),N.disconnect()}}}function A(n,r){return n.every((o,i)=>Math.abs(o-r[i])<.5)}function de(n){return{value:null,reason:null,confidence:0,probabilities:new Array(10).fill(0),needs_review:!1,box:n,said:!1,gone:!1}}export{Te as default};
