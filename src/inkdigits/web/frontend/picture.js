/* inkdigits picture. Built from frontend/src, sha256 933b352dc9b2c5532674c1ce16b59a91595761a200fb781dd2b19445b11b1f85. See THIRD_PARTY_NOTICES. */
function H(n,o){let a=100-10**-o;return`${Math.min(100*n,a).toFixed(o)}%`}function $(n,o){let a=Array.from({length:10},(s,i)=>{let d=document.createElement("li");return d.innerHTML=`<span class="name">${i}</span><span class="track"><i></i></span><span class="percent"></span>`,o!==void 0&&d.addEventListener("click",()=>o(i)),n.append(d),d});return s=>{a.forEach((i,d)=>{let c=s?.probabilities[d]??0;i.style.setProperty("--share",c.toFixed(4)),i.dataset.probability=c.toFixed(4),i.classList.toggle("chosen",s?.value===d),i.querySelector(".percent").textContent=c<.005?"":H(c,0)})}}function R(n){return(o,a,s,i,d)=>{for(;n.children.length>o.length;)n.lastElementChild.remove();for(;n.children.length<o.length;){let c=document.createElement("div");c.append(document.createElement("b")),n.append(c)}o.forEach((c,y)=>{let g=n.children[y];B(g,c.box,a,s);let x=c.box[1]<i?"low":"";g.className=`${d?.(c)??""} ${x} ${c.needs_review?"doubtful":""}`,g.firstElementChild.textContent=c.value===null?"?":String(c.value)})}}function B(n,o,a,s){let i=(d,c)=>`${(100*d/c).toFixed(3)}%`;n.style.left=i(o[0],a),n.style.top=i(o[1],s),n.style.width=i(o[2]-o[0],a),n.style.height=i(o[3]-o[1],s)}function q(n,o,a){let s=n.querySelector("canvas"),i=n.querySelector(".value"),d=n.querySelector(".confidence"),c=n.querySelector(".ask"),y=n.querySelector(".keypad"),g=n.querySelector(".bars"),x=$(g),e=null,l=(b,k)=>{let v=document.createElement("button");return v.type="button",v.textContent=b,v.addEventListener("click",()=>e!==null&&k(e.box)),y.append(v),v},u=Array.from({length:10},(b,k)=>l(String(k),v=>a("correct",v,k))),m=l("No digit",b=>a("correct",b,null)),w=l("Undo this correction",b=>a("restore",b,null));return m.classList.add("wide"),w.classList.add("wide"),{show(b,k){if(e=b,n.hidden=e===null,e===null)return;let v=!e.gone&&e.value===null;i.textContent=e.gone?"\u2013":String(e.value??"?"),d.textContent=ee(e),c.textContent=v?"Which digit is it?":"Not right? Choose what stands here.",g.hidden=v||e.gone||e.said,x(e),u.forEach((C,T)=>C.setAttribute("aria-pressed",String(e.value===T&&!e.gone))),m.hidden=v||e.gone,w.hidden=!e.said&&!e.gone,te(s,o,e.box,k)}}}function ee(n){return n.gone?"No digit, as you said":n.said?"As you said":n.value===null?"New":`${H(n.confidence,1)} sure${n.needs_review?": please check":""}`}function te(n,o,a,s){let i=n.getContext("2d"),d=n.width;if(i.clearRect(0,0,d,d),!o.complete||o.naturalWidth===0)return;let c=o.naturalWidth/s,[y,g,x,e]=a.map(w=>w*c),l=1.25*Math.max(x-y,e-g,1),[u,m]=[(y+x-l)/2,(g+e-l)/2];i.imageSmoothingQuality="high",i.drawImage(o,u,m,l,l,0,0,d,d)}var ne=8;function W(n,o,a){let s=null,i=!1,d=e=>{let l=n.getBoundingClientRect(),[u,m]=a.size(),w=(b,k)=>Math.min(k,Math.max(0,b));return[w((e.clientX-l.left)/l.width*u,u),w((e.clientY-l.top)/l.height*m,m)]},c=([e,l])=>{let[u,m]=s;return[Math.min(u,e),Math.min(m,l),Math.max(u,e),Math.max(m,l)]},y=()=>{s=null,o.hidden=!0},g=new AbortController,x=(e,l)=>n.addEventListener(e,l,{signal:g.signal});return x("pointerdown",e=>{i=!1,!(!a.isOn()||!e.isPrimary||e.button!==0)&&(n.setPointerCapture(e.pointerId),s=d(e),e.preventDefault())}),x("pointermove",e=>{s!==null?(o.hidden=!1,B(o,c(d(e)),...a.size())):e.pointerType==="mouse"&&a.onHover(...d(e))}),x("pointerup",e=>{if(s===null)return;let l=c(d(e)),u=a.size()[0]/n.clientWidth;y(),i=!0,Math.min(l[2]-l[0],l[3]-l[1])>=ne*u&&a.onBox(l)}),x("pointercancel",y),x("pointerleave",e=>e.pointerType==="mouse"&&a.onLeave()),x("click",e=>!i&&a.onTap(...d(e))),()=>g.abort()}var _=`/* What all components of the page share. */

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
`;function P(n){let o=new WeakMap;return a=>{let s=a.parentElement,i=o.get(s);return i===void 0&&(i=n(a),o.set(s,i)),i.update(a),()=>{o.get(s)?.dispose(),o.delete(s)}}}function j(n,o,a,s){let i=document.createElement("style");i.textContent=_+a;let d=document.createElement("div");return d.className=`root ${o}`,d.innerHTML=s,n.append(i,d),d}var O=`.picture {
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
`;var ie=18,se={look:"Tap a digit to see how sure the reading is, or to correct it.",crop:"Drag over the part that is to be read.",add:"Drag a box around a digit that was missed."},Te=P(le);function le(n){let o=j(n.parentElement,"picture",O,F),a=t=>o.querySelector(t),s=a(".stage"),i=a("img"),d=a(".shade"),c=a(".hint"),y=a(".review"),g=a(".boxes"),x=R(g),e=n,l="look",u=null,m=null,w="",b=(t,r,p)=>e.setTriggerValue("edit",{kind:t,box:r,value:p,id:e.data.id}),k=q(a(".card"),i,(t,r,p)=>{if(b(t,r,p),t!=="correct")return;u=C().find(h=>!A(h.box,r))?.box??r,D("look")}),v=t=>e.data.items.find(r=>t!==null&&A(r.box,t))??null,C=()=>e.data.items.filter(t=>t.needs_review).sort((t,r)=>t.confidence-r.confidence),T=t=>{u=t,L()},D=t=>{l=t,L()},L=()=>{let{items:t,width:r,height:p,crop:f,summary:h}=e.data;s.dataset.mode=l;for(let M of o.querySelectorAll("[data-mode]:not(.stage)"))M.setAttribute("aria-pressed",String(M.dataset.mode===l));let E=m??v(u);x(t,r,p,G(),M=>[E!==null&&A(M.box,E.box)?"chosen":"",M.said?"said":"",M.gone?"gone":""].join(" ")),d.hidden=f===null,f!==null&&B(d,f,r,p),a(".summary").textContent=h,K(C()),V(f!==null),k.show(E??(u===null?null:de(u)),r)},K=t=>{y.hidden=t.length===0,y.replaceChildren(...t.map(r=>{let p=document.createElement("button");return p.type="button",p.innerHTML=`<b>${r.value??"?"}</b>${H(r.confidence,0)}`,p.setAttribute("aria-pressed",String(u!==null&&A(r.box,u))),p.setAttribute("aria-label",`Check ${r.value??"?"}, ${H(r.confidence,0)} sure`),p.addEventListener("click",()=>T(r.box)),p}))},V=t=>{if(c.textContent=se[l],!t)return;let r=document.createElement("button");r.type="button",r.textContent="Read the whole picture",r.addEventListener("click",()=>b("crop",null,null)),c.append(r)},G=()=>{let t=e.data.items.map(h=>h.box[3]-h.box[1]).sort((h,E)=>h-E),p=(t[t.length>>1]??0)*s.clientHeight/e.data.height,f=Math.min(18,Math.max(10,.45*p));return g.style.setProperty("--label",`${f.toFixed(1)}px`),1.3*f*e.data.width/Math.max(1,s.clientWidth)},S=(t,r,p)=>{let f=e.data.width/Math.max(1,s.clientWidth),h=null,E=p*f;for(let M of e.data.items){let[Q,U,J,Z]=M.box,z=Math.hypot(Math.max(Q-t,t-J,0),Math.max(U-r,r-Z,0));(z<E||z===0&&E===0&&h===null)&&(E=z,h=M)}return h},X=W(s,a(".drag"),{isOn:()=>l!=="look",size:()=>[e.data.width,e.data.height],onBox(t){l==="crop"?b("crop",t,null):u=t,D("look")},onTap:(t,r)=>l==="look"&&T(S(t,r,ie)?.box??null),onHover(t,r){let p=l==="look"?S(t,r,1):null;p!==m&&(m=p,L())},onLeave(){m=null,L()}}),I=t=>{let{items:r}=e.data,p=r.findIndex(h=>u!==null&&A(h.box,u)),f=p===-1?t===1?0:r.length-1:(p+t+r.length)%r.length;T(r[f]?.box??null)},Y=t=>{if(!(t.ctrlKey||t.metaKey||t.altKey)){if(t.key==="ArrowRight")I(1);else if(t.key==="ArrowLeft")I(-1);else{if(u===null)return;if(/^[0-9]$/.test(t.key))b("correct",u,Number(t.key));else if(t.key==="Delete")b("correct",u,null);else if(t.key==="Escape")T(null);else return}t.preventDefault()}};for(let t of o.querySelectorAll("[data-mode]:not(.stage)"))t.addEventListener("click",()=>D(t.dataset.mode));for(let t of o.querySelectorAll("[data-turn]"))t.addEventListener("click",()=>b("turn",null,Number(t.dataset.turn)));o.addEventListener("keydown",Y),i.addEventListener("load",()=>L());let N=new ResizeObserver(()=>L());return N.observe(s),{update(t){e=t;let{id:r,src:p,width:f,height:h}=e.data;r!==w&&(w=r,u=null,m=null,l="look",i.src=p,s.style.setProperty("--aspect",String(f/h))),m=m&&v(m.box),L()},dispose(){X(),N.disconnect()}}}function A(n,o){return n.every((a,s)=>Math.abs(a-o[s])<.5)}function de(n){return{value:null,reason:null,confidence:0,probabilities:new Array(10).fill(0),needs_review:!1,box:n,said:!1,gone:!1}}export{Te as default};
