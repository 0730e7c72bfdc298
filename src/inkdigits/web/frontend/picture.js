/* inkdigits picture. Built from frontend/src, sha256 6d6e719ff312d163dbae211a938c29c9c7f863b438f2266fd71f13951ecff65a. See THIRD_PARTY_NOTICES. */
function T(n,o){let a=100-10**-o;return`${Math.min(100*n,a).toFixed(o)}%`}function q(n,o){let a=Array.from({length:10},(l,s)=>{let d=document.createElement("li");return d.innerHTML=`<span class="name">${s}</span><span class="track"><i></i></span><span class="percent"></span>`,o!==void 0&&d.addEventListener("click",()=>o(s)),n.append(d),d});return l=>{a.forEach((s,d)=>{let c=l?.probabilities[d]??0;s.style.setProperty("--share",c.toFixed(4)),s.dataset.probability=c.toFixed(4),s.classList.toggle("chosen",l?.value===d),s.querySelector(".percent").textContent=c<.005?"":T(c,0)})}}function W(n){return(o,a,l,s,d)=>{for(;n.children.length>o.length;)n.lastElementChild.remove();for(;n.children.length<o.length;){let c=document.createElement("div");c.append(document.createElement("b")),n.append(c)}o.forEach((c,k)=>{let g=n.children[k];H(g,c.box,a,l);let x=c.box[1]<s?"low":"";g.className=`${d?.(c)??""} ${x} ${c.needs_review?"doubtful":""}`,g.firstElementChild.textContent=c.value===null?"?":String(c.value)})}}function H(n,o,a,l){let s=(d,c)=>`${(100*d/c).toFixed(3)}%`;n.style.left=s(o[0],a),n.style.top=s(o[1],l),n.style.width=s(o[2]-o[0],a),n.style.height=s(o[3]-o[1],l)}function _(n,o,a){let l=n.querySelector("canvas"),s=n.querySelector(".value"),d=n.querySelector(".confidence"),c=n.querySelector(".ask"),k=n.querySelector(".keypad"),g=n.querySelector(".bars"),x=q(g),t=null,i=(y,v)=>{let w=document.createElement("button");return w.type="button",w.textContent=y,w.addEventListener("click",()=>t!==null&&v(t.box)),k.append(w),w},m=Array.from({length:10},(y,v)=>i(String(v),w=>a("correct",w,v))),p=i("No digit",y=>a("correct",y,null)),b=i("Undo this correction",y=>a("restore",y,null));return p.classList.add("wide"),b.classList.add("wide"),{show(y,v){if(t=y,n.hidden=t===null,t===null)return;let w=!t.gone&&t.value===null;s.textContent=t.gone?"\u2013":String(t.value??"?"),d.textContent=te(t),c.textContent=w?"Which digit is it?":"Not right? Choose what stands here.",g.hidden=w||t.gone||t.said,x(t),m.forEach((A,C)=>A.setAttribute("aria-pressed",String(t.value===C&&!t.gone))),p.hidden=w||t.gone,b.hidden=!t.said&&!t.gone,ne(l,o,t.box,v)}}}function te(n){return n.gone?"No digit, as you said":n.said?"As you said":n.value===null?"New":`${T(n.confidence,1)} sure${n.needs_review?": please check":""}`}function ne(n,o,a,l){let s=n.getContext("2d"),d=n.width;if(s.clearRect(0,0,d,d),!o.complete||o.naturalWidth===0)return;let c=o.naturalWidth/l,[k,g,x,t]=a.map(b=>b*c),i=1.25*Math.max(x-k,t-g,1),[m,p]=[(k+x-i)/2,(g+t-i)/2];s.imageSmoothingQuality="high",s.drawImage(o,m,p,i,i,0,0,d,d)}var oe=8;function P(n,o,a){let l=null,s=!1,d=t=>{let i=n.getBoundingClientRect(),[m,p]=a.size(),b=(y,v)=>Math.min(v,Math.max(0,y));return[b((t.clientX-i.left)/i.width*m,m),b((t.clientY-i.top)/i.height*p,p)]},c=([t,i])=>{let[m,p]=l;return[Math.min(m,t),Math.min(p,i),Math.max(m,t),Math.max(p,i)]},k=()=>{l=null,o.hidden=!0},g=new AbortController,x=(t,i)=>n.addEventListener(t,i,{signal:g.signal});return x("pointerdown",t=>{s=!1,!(!a.isOn()||!t.isPrimary||t.button!==0)&&(n.setPointerCapture(t.pointerId),l=d(t),t.preventDefault())}),x("pointermove",t=>{l!==null?(o.hidden=!1,H(o,c(d(t)),...a.size())):t.pointerType==="mouse"&&a.onHover(...d(t))}),x("pointerup",t=>{if(l===null)return;let i=c(d(t)),m=a.size()[0]/n.clientWidth;k(),s=!0,Math.min(i[2]-i[0],i[3]-i[1])>=oe*m&&a.onBox(i)}),x("pointercancel",k),x("pointerleave",t=>t.pointerType==="mouse"&&a.onLeave()),x("click",t=>!s&&a.onTap(...d(t))),()=>g.abort()}var j=`/* What all components of the page share. */

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
`;function O(n){let o=new WeakMap;return a=>{let l=a.parentElement,s=o.get(l);return s===void 0&&(s=n(a),o.set(l,s)),s.update(a),()=>{o.get(l)?.dispose(),o.delete(l)}}}function F(n,o,a,l){let s=document.createElement("style");s.textContent=j+a;let d=document.createElement("div");return d.className=`root ${o}`,d.innerHTML=l,n.append(s,d),d}var K=`.picture {
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

.marks div {
  border: 1px dotted var(--blue);
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
`;var se=18,le={look:"Tap a digit to see how sure the reading is, or to correct it.",crop:"Drag over the part that is to be read.",add:"Drag a box around a digit that was missed."},He=O(de);function de(n){let o=F(n.parentElement,"picture",K,V),a=e=>o.querySelector(e),l=a(".stage"),s=a("img"),d=a(".shade"),c=a(".hint"),k=a(".review"),g=a(".values"),x=W(g),t=a(".marks"),i=n,m="look",p=null,b=null,y="",v=(e,r,u)=>i.setTriggerValue("edit",{kind:e,box:r,value:u,id:i.data.id}),w=_(a(".card"),s,(e,r,u)=>{if(v(e,r,u),e!=="correct")return;p=C().find(h=>!B(h.box,r))?.box??r,S("look")}),A=e=>i.data.items.find(r=>e!==null&&B(r.box,e))??null,C=()=>i.data.items.filter(e=>e.needs_review).sort((e,r)=>e.confidence-r.confidence),D=e=>{p=e,L()},S=e=>{m=e,L()},L=()=>{let{items:e,width:r,height:u,crop:f,summary:h}=i.data;l.dataset.mode=m;for(let E of o.querySelectorAll("[data-mode]:not(.stage)"))E.setAttribute("aria-pressed",String(E.dataset.mode===m));let M=b??A(p);x(e,r,u,Y(),E=>[M!==null&&B(E.box,M.box)?"chosen":"",E.said?"said":"",E.gone?"gone":""].join(" ")),t.replaceChildren(...i.data.symbols.map(E=>{let z=document.createElement("div");return H(z,E,r,u),z})),d.hidden=f===null,f!==null&&H(d,f,r,u),a(".summary").textContent=h,G(C()),X(f!==null),w.show(M??(p===null?null:ce(p)),r)},G=e=>{k.hidden=e.length===0,k.replaceChildren(...e.map(r=>{let u=document.createElement("button");return u.type="button",u.innerHTML=`<b>${r.value??"?"}</b>${T(r.confidence,0)}`,u.setAttribute("aria-pressed",String(p!==null&&B(r.box,p))),u.setAttribute("aria-label",`Check ${r.value??"?"}, ${T(r.confidence,0)} sure`),u.addEventListener("click",()=>D(r.box)),u}))},X=e=>{if(c.textContent=le[m],!e)return;let r=document.createElement("button");r.type="button",r.textContent="Read the whole picture",r.addEventListener("click",()=>v("crop",null,null)),c.append(r)},Y=()=>{let e=i.data.items.map(h=>h.box[3]-h.box[1]).sort((h,M)=>h-M),u=(e[e.length>>1]??0)*l.clientHeight/i.data.height,f=Math.min(18,Math.max(10,.45*u));return g.style.setProperty("--label",`${f.toFixed(1)}px`),1.3*f*i.data.width/Math.max(1,l.clientWidth)},N=(e,r,u)=>{let f=i.data.width/Math.max(1,l.clientWidth),h=null,M=u*f;for(let E of i.data.items){let[z,J,Z,ee]=E.box,I=Math.hypot(Math.max(z-e,e-Z,0),Math.max(J-r,r-ee,0));(I<M||I===0&&M===0&&h===null)&&(M=I,h=E)}return h},Q=P(l,a(".drag"),{isOn:()=>m!=="look",size:()=>[i.data.width,i.data.height],onBox(e){m==="crop"?v("crop",e,null):p=e,S("look")},onTap:(e,r)=>m==="look"&&D(N(e,r,se)?.box??null),onHover(e,r){let u=m==="look"?N(e,r,1):null;u!==b&&(b=u,L())},onLeave(){b=null,L()}}),$=e=>{let{items:r}=i.data,u=r.findIndex(h=>p!==null&&B(h.box,p)),f=u===-1?e===1?0:r.length-1:(u+e+r.length)%r.length;D(r[f]?.box??null)},U=e=>{if(!(e.ctrlKey||e.metaKey||e.altKey)){if(e.key==="ArrowRight")$(1);else if(e.key==="ArrowLeft")$(-1);else{if(p===null)return;if(/^[0-9]$/.test(e.key))v("correct",p,Number(e.key));else if(e.key==="Delete")v("correct",p,null);else if(e.key==="Escape")D(null);else return}e.preventDefault()}};for(let e of o.querySelectorAll("[data-mode]:not(.stage)"))e.addEventListener("click",()=>S(e.dataset.mode));for(let e of o.querySelectorAll("[data-turn]"))e.addEventListener("click",()=>v("turn",null,Number(e.dataset.turn)));o.addEventListener("keydown",U),s.addEventListener("load",()=>L());let R=new ResizeObserver(()=>L());return R.observe(l),{update(e){i=e;let{id:r,src:u,width:f,height:h}=i.data;r!==y&&(y=r,p=null,b=null,m="look",s.src=u,l.style.setProperty("--aspect",String(f/h))),b=b&&A(b.box),L()},dispose(){Q(),R.disconnect()}}}function B(n,o){return n.every((a,l)=>Math.abs(a-o[l])<.5)}function ce(n){return{value:null,reason:null,confidence:0,probabilities:new Array(10).fill(0),needs_review:!1,box:n,said:!1,gone:!1}}export{He as default};
