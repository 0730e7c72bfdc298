/* inkdigits picture. Built from frontend/src, sha256 6a0ffc8e4bb6f52a4780bd47929a45216e55a6c667610cf2d395a72e000cd99e. See THIRD_PARTY_NOTICES. */
function T(t,o){let r=100-10**-o;return`${Math.min(100*t,r).toFixed(o)}%`}function R(t,o){let r=Array.from({length:10},(l,s)=>{let d=document.createElement("li");return d.innerHTML=`<span class="name">${s}</span><span class="track"><i></i></span><span class="percent"></span>`,o!==void 0&&d.addEventListener("click",()=>o(s)),t.append(d),d});return l=>{r.forEach((s,d)=>{let c=l?.probabilities[d]??0;s.style.setProperty("--share",c.toFixed(4)),s.dataset.probability=c.toFixed(4),s.classList.toggle("chosen",l?.value===d),s.querySelector(".percent").textContent=c<.005?"":T(c,0)})}}function q(t){return(o,r,l,s,d)=>{for(;t.children.length>o.length;)t.lastElementChild.remove();for(;t.children.length<o.length;){let c=document.createElement("div");c.append(document.createElement("b")),t.append(c)}o.forEach((c,k)=>{let g=t.children[k];H(g,c.box,r,l);let x=c.box[1]<s?"low":"";g.className=`${d?.(c)??""} ${x} ${c.needs_review?"doubtful":""}`,g.firstElementChild.textContent=c.value===null?"?":String(c.value)})}}function W(t){return(o,r,l)=>{t.replaceChildren(...o.map(s=>{let d=document.createElement("div");return H(d,s,r,l),d}))}}function H(t,o,r,l){let s=(d,c)=>`${(100*d/c).toFixed(3)}%`;t.style.left=s(o[0],r),t.style.top=s(o[1],l),t.style.width=s(o[2]-o[0],r),t.style.height=s(o[3]-o[1],l)}function _(t,o,r){let l=t.querySelector("canvas"),s=t.querySelector(".value"),d=t.querySelector(".confidence"),c=t.querySelector(".ask"),k=t.querySelector(".keypad"),g=t.querySelector(".bars"),x=R(g),n=null,i=(y,v)=>{let w=document.createElement("button");return w.type="button",w.textContent=y,w.addEventListener("click",()=>n!==null&&v(n.box)),k.append(w),w},m=Array.from({length:10},(y,v)=>i(String(v),w=>r("correct",w,v))),p=i("No digit",y=>r("correct",y,null)),b=i("Undo this correction",y=>r("restore",y,null));return p.classList.add("wide"),b.classList.add("wide"),{show(y,v){if(n=y,t.hidden=n===null,n===null)return;let w=!n.gone&&n.value===null;s.textContent=n.gone?"\u2013":String(n.value??"?"),d.textContent=ne(n),c.textContent=w?"Which digit is it?":"Not right? Choose what stands here.",g.hidden=w||n.gone||n.said,x(n),m.forEach((A,C)=>A.setAttribute("aria-pressed",String(n.value===C&&!n.gone))),p.hidden=w||n.gone,b.hidden=!n.said&&!n.gone,oe(l,o,n.box,v)}}}function ne(t){return t.gone?"No digit, as you said":t.said?"As you said":t.value===null?"New":`${T(t.confidence,1)} sure${t.needs_review?": please check":""}`}function oe(t,o,r,l){let s=t.getContext("2d"),d=t.width;if(s.clearRect(0,0,d,d),!o.complete||o.naturalWidth===0)return;let c=o.naturalWidth/l,[k,g,x,n]=r.map(b=>b*c),i=1.25*Math.max(x-k,n-g,1),[m,p]=[(k+x-i)/2,(g+n-i)/2];s.imageSmoothingQuality="high",s.drawImage(o,m,p,i,i,0,0,d,d)}var re=8;function P(t,o,r){let l=null,s=!1,d=n=>{let i=t.getBoundingClientRect(),[m,p]=r.size(),b=(y,v)=>Math.min(v,Math.max(0,y));return[b((n.clientX-i.left)/i.width*m,m),b((n.clientY-i.top)/i.height*p,p)]},c=([n,i])=>{let[m,p]=l;return[Math.min(m,n),Math.min(p,i),Math.max(m,n),Math.max(p,i)]},k=()=>{l=null,o.hidden=!0},g=new AbortController,x=(n,i)=>t.addEventListener(n,i,{signal:g.signal});return x("pointerdown",n=>{s=!1,!(!r.isOn()||!n.isPrimary||n.button!==0)&&(t.setPointerCapture(n.pointerId),l=d(n),n.preventDefault())}),x("pointermove",n=>{l!==null?(o.hidden=!1,H(o,c(d(n)),...r.size())):n.pointerType==="mouse"&&r.onHover(...d(n))}),x("pointerup",n=>{if(l===null)return;let i=c(d(n)),m=r.size()[0]/t.clientWidth;k(),s=!0,Math.min(i[2]-i[0],i[3]-i[1])>=re*m&&r.onBox(i)}),x("pointercancel",k),x("pointerleave",n=>n.pointerType==="mouse"&&r.onLeave()),x("click",n=>!s&&r.onTap(...d(n))),()=>g.abort()}var j=`/* What all components of the page share. */

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
`;function O(t){let o=new WeakMap;return r=>{let l=r.parentElement,s=o.get(l);return s===void 0&&(s=t(r),o.set(l,s)),s.update(r),()=>{o.get(l)?.dispose(),o.delete(l)}}}function F(t,o,r,l){let s=document.createElement("style");s.textContent=j+r;let d=document.createElement("div");return d.className=`root ${o}`,d.innerHTML=l,t.append(s,d),d}var K=`.picture {
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
`;var V=`<section class="sheet" aria-label="Picture">
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
    <div class="boxes marks"></div>
    <div class="boxes values"></div>
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
`;var le=18,de={look:"Tap a digit to see how sure the reading is, or to correct it.",crop:"Drag over the part that is to be read.",add:"Drag a box around a digit that was missed."},Be=O(ce);function ce(t){let o=F(t.parentElement,"picture",K,V),r=e=>o.querySelector(e),l=r(".stage"),s=r("img"),d=r(".shade"),c=r(".hint"),k=r(".review"),g=r(".values"),x=q(g),n=W(r(".marks")),i=t,m="look",p=null,b=null,y="",v=(e,a,u)=>i.setTriggerValue("edit",{kind:e,box:a,value:u,id:i.data.id}),w=_(r(".card"),s,(e,a,u)=>{if(v(e,a,u),e!=="correct")return;p=C().find(h=>!B(h.box,a))?.box??a,z("look")}),A=e=>i.data.items.find(a=>e!==null&&B(a.box,e))??null,C=()=>i.data.items.filter(e=>e.needs_review).sort((e,a)=>e.confidence-a.confidence),D=e=>{p=e,L()},z=e=>{m=e,L()},L=()=>{let{items:e,width:a,height:u,crop:f,summary:h}=i.data;l.dataset.mode=m;for(let M of o.querySelectorAll("[data-mode]:not(.stage)"))M.setAttribute("aria-pressed",String(M.dataset.mode===m));let E=b??A(p);x(e,a,u,Y(),M=>[E!==null&&B(M.box,E.box)?"chosen":"",M.said?"said":"",M.gone?"gone":""].join(" ")),n(i.data.symbols,a,u),d.hidden=f===null,f!==null&&H(d,f,a,u),r(".summary").textContent=h,G(C()),X(f!==null),w.show(E??(p===null?null:ue(p)),a)},G=e=>{k.hidden=e.length===0,k.replaceChildren(...e.map(a=>{let u=document.createElement("button");return u.type="button",u.innerHTML=`<b>${a.value??"?"}</b>${T(a.confidence,0)}`,u.setAttribute("aria-pressed",String(p!==null&&B(a.box,p))),u.setAttribute("aria-label",`Check ${a.value??"?"}, ${T(a.confidence,0)} sure`),u.addEventListener("click",()=>D(a.box)),u}))},X=e=>{if(c.textContent=de[m],!e)return;let a=document.createElement("button");a.type="button",a.textContent="Read the whole picture",a.addEventListener("click",()=>v("crop",null,null)),c.append(a)},Y=()=>{let e=i.data.items.map(h=>h.box[3]-h.box[1]).sort((h,E)=>h-E),u=(e[e.length>>1]??0)*l.clientHeight/i.data.height,f=Math.min(18,Math.max(10,.45*u));return g.style.setProperty("--label",`${f.toFixed(1)}px`),1.3*f*i.data.width/Math.max(1,l.clientWidth)},I=(e,a,u)=>{let f=i.data.width/Math.max(1,l.clientWidth),h=null,E=u*f;for(let M of i.data.items){let[J,Z,ee,te]=M.box,S=Math.hypot(Math.max(J-e,e-ee,0),Math.max(Z-a,a-te,0));(S<E||S===0&&E===0&&h===null)&&(E=S,h=M)}return h},Q=P(l,r(".drag"),{isOn:()=>m!=="look",size:()=>[i.data.width,i.data.height],onBox(e){m==="crop"?v("crop",e,null):p=e,z("look")},onTap:(e,a)=>m==="look"&&D(I(e,a,le)?.box??null),onHover(e,a){let u=m==="look"?I(e,a,1):null;u!==b&&(b=u,L())},onLeave(){b=null,L()}}),N=e=>{let{items:a}=i.data,u=a.findIndex(h=>p!==null&&B(h.box,p)),f=u===-1?e===1?0:a.length-1:(u+e+a.length)%a.length;D(a[f]?.box??null)},U=e=>{if(!(e.ctrlKey||e.metaKey||e.altKey)){if(e.key==="ArrowRight")N(1);else if(e.key==="ArrowLeft")N(-1);else{if(p===null)return;if(/^[0-9]$/.test(e.key))v("correct",p,Number(e.key));else if(e.key==="Delete")v("correct",p,null);else if(e.key==="Escape")D(null);else return}e.preventDefault()}};for(let e of o.querySelectorAll("[data-mode]:not(.stage)"))e.addEventListener("click",()=>z(e.dataset.mode));for(let e of o.querySelectorAll("[data-turn]"))e.addEventListener("click",()=>v("turn",null,Number(e.dataset.turn)));o.addEventListener("keydown",U),s.addEventListener("load",()=>L());let $=new ResizeObserver(()=>L());return $.observe(l),{update(e){i=e;let{id:a,src:u,width:f,height:h}=i.data;a!==y&&(y=a,p=null,b=null,m="look",s.src=u,l.style.setProperty("--aspect",String(f/h))),b=b&&A(b.box),L()},dispose(){Q(),$.disconnect()}}}function B(t,o){return t.every((r,l)=>Math.abs(r-o[l])<.5)}function ue(t){return{value:null,reason:null,confidence:0,probabilities:new Array(10).fill(0),needs_review:!1,box:t,said:!1,gone:!1}}export{Be as default};
