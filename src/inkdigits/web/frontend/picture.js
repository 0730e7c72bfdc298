/* inkdigits picture. Built from frontend/src, sha256 424638653ab85ed78c5ec50615d47584f709881a73a906b0126c406be8965ced. See THIRD_PARTY_NOTICES. */
function C(o,n){let r=100-10**-n;return`${Math.min(100*o,r).toFixed(n)}%`}function P(o,n){let r=Array.from({length:10},(a,i)=>{let s=document.createElement("li");return s.innerHTML=`<span class="name">${i}</span><span class="track"><i></i></span><span class="percent"></span>`,n!==void 0&&s.addEventListener("click",()=>n(i)),o.append(s),s});return a=>{r.forEach((i,s)=>{let c=a?.probabilities[s]??0;i.style.setProperty("--share",c.toFixed(4)),i.dataset.probability=c.toFixed(4),i.classList.toggle("chosen",a?.value===s),i.querySelector(".percent").textContent=c<.005?"":C(c,0)})}}function j(o){return(n,r,a,i,s)=>{for(;o.children.length>n.length;)o.lastElementChild.remove();for(;o.children.length<n.length;){let c=document.createElement("div");c.append(document.createElement("b")),o.append(c)}n.forEach((c,x)=>{let p=o.children[x];S(p,c.box,r,a);let g=c.box[1]<i?"low":"";p.className=`${s?.(c)??""} ${g} ${c.needs_review?"doubtful":""}`,p.firstElementChild.textContent=c.value===null?"?":String(c.value)})}}function W(o){return(n,r,a)=>{o.replaceChildren(...n.map(i=>{let s=document.createElement("div");return S(s,i,r,a),s}))}}function S(o,n,r,a){let i=(s,c)=>`${(100*s/c).toFixed(3)}%`;o.style.left=i(n[0],r),o.style.top=i(n[1],a),o.style.width=i(n[2]-n[0],r),o.style.height=i(n[3]-n[1],a)}function _(o,n,r,a){let i=o.querySelector("canvas"),s=o.querySelector(".value"),c=o.querySelector(".confidence"),x=o.querySelector(".ask"),p=o.querySelector(".keypad"),g=o.querySelector(".bars"),m=P(g),e=null,l=(v,M)=>{let y=document.createElement("button");return y.type="button",y.textContent=v,y.addEventListener("click",()=>e!==null&&M(e.box)),p.append(y),y},u=Array.from({length:10},(v,M)=>l(String(M),y=>a("correct",y,M))),h=l("No digit",v=>a("correct",v,null)),E=l("Undo this correction",v=>a("restore",v,null));h.classList.add("wide"),E.classList.add("wide");let k=()=>{let v=o.getRootNode().activeElement;if(v!==h&&v!==E)return;(e===null||(v===h?e.gone||e.value===null:!e.said&&!e.gone))&&n.focus({preventScroll:!0})};return{show(v,M){if(e=v,o.hidden=e===null,k(),e===null)return;let y=!e.gone&&e.value===null;s.textContent=e.gone?"\u2013":String(e.value??"?"),c.textContent=le(e),x.textContent=y?"Which digit is it?":"Not right? Choose what stands here.",g.hidden=y||e.gone||e.said,m(e),u.forEach((B,D)=>B.setAttribute("aria-pressed",String(e.value===D&&!e.gone))),h.hidden=y||e.gone,E.hidden=!e.said&&!e.gone,de(i,r,e.box,M)}}}function le(o){return o.gone?"No digit, as you said":o.said?"As you said":o.value===null?"New":`${C(o.confidence,1)} sure${o.needs_review?": please check":""}`}function de(o,n,r,a){let i=o.getContext("2d"),s=o.width;if(i.clearRect(0,0,s,s),!n.complete||n.naturalWidth===0)return;let c=n.naturalWidth/a,[x,p,g,m]=r.map(h=>h*c),e=1.25*Math.max(g-x,m-p,1),[l,u]=[(x+g-e)/2,(p+m-e)/2];i.imageSmoothingQuality="high",i.drawImage(n,l,u,e,e,0,0,s,s)}var G=8;function F(o,n,r){let a=null,i=-1,s=!1,c=e=>{let l=o.getBoundingClientRect(),[u,h]=r.size(),E=(k,v)=>Math.min(v,Math.max(0,k));return[E((e.clientX-l.left)/l.width*u,u),E((e.clientY-l.top)/l.height*h,h)]},x=([e,l])=>{let[u,h]=a;return[Math.min(u,e),Math.min(h,l),Math.max(u,e),Math.max(h,l)]},p=()=>{a=null,n.hidden=!0},g=new AbortController,m=(e,l)=>o.addEventListener(e,l,{signal:g.signal});return m("pointerdown",e=>{s=!1,!(!r.isOn()||!e.isPrimary||e.button!==0)&&(o.setPointerCapture(e.pointerId),a=c(e),i=e.pointerId,e.preventDefault())}),m("pointermove",e=>{if(a!==null){if(e.pointerId!==i)return;n.hidden=!1,S(n,x(c(e)),...r.size())}else e.pointerType==="mouse"&&r.onHover(...c(e))}),m("pointerup",e=>{if(a===null||e.pointerId!==i)return;let l=x(c(e)),u=r.size()[0]/o.clientWidth;p(),s=!0;let[h,E]=[l[2]-l[0],l[3]-l[1]].map(v=>v/u);Math.max(h,E)>=G&&Math.min(h,E)>=G/4&&r.onBox(l)}),m("pointercancel",e=>e.pointerId===i&&p()),m("pointerleave",e=>e.pointerType==="mouse"&&r.onLeave()),m("click",e=>!s&&r.onTap(...c(e))),()=>g.abort()}var K=`/* What all components of the page share. */

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
`;var V=Date.now();function X(o){let n=[],r=0,a=0,i,s=()=>{window.clearTimeout(i),i=void 0},c=(x=!1)=>{let p=0,g=n.filter(({size:e},l)=>(p+=e)<=12e6||l===0),m=g.at(-1)?.number??0;g.length===0||m<=r&&!x||(r=Math.max(r,m),s(),i=window.setTimeout(()=>c(!0),(3e3+Math.min(p,12e6)/100)*2**a),a+=1,o(g.map(({number:e,name:l,value:u})=>({number:e,name:l,value:u}))))};return{send(x,p,g=!1){V+=1,g&&(n=n.filter(m=>m.name!==x)),n.push({number:V,name:x,value:p,size:JSON.stringify(p).length}),c()},taken(x){let p=n.length;n=n.filter(g=>g.number>x),n.length<p&&(a=0),n.length===0?s():c(i===void 0)},rest:s}}var ue=100;function Y(o){let n=new WeakMap,r,{send:a,taken:i,rest:s}=X(c=>r.setTriggerValue("sent",c));return c=>{r=c;let{data:x,parentElement:p}=c,g={data:x,parentElement:p,send:a};i(x?.taken??0);let m=n.get(p);m===void 0&&(m={...o(g),calls:0},n.set(p,m)),m.calls+=1,m.update(g);let{calls:e}=m,l=()=>{if(m.calls===e){if(p.isConnected){window.setTimeout(l,ue);return}m.dispose(),s(),n.delete(p)}};return l}}function J(o,n,r,a){let i=document.createElement("style");i.textContent=K+r;let s=document.createElement("div");return s.className=`root ${n}`,s.innerHTML=a,o.append(i,s),s}var Q=`.picture {
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
`;var U=`<section class="sheet" aria-label="Picture">
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
`;var be=18,he={look:"Tap a digit to see how sure the reading is, or to correct it.",crop:"Drag over the part that is to be read.",add:"Drag a box around a digit that was missed."},Oe=Y(ge);function ge(o){let n=J(o.parentElement,"picture",Q,U),r=t=>n.querySelector(t),a=r(".stage"),i=r("img"),s=r(".shade"),c=r(".hint"),x=r(".review"),p=r(".values"),g=j(p),m=W(r(".marks")),e=o,l="look",u=null,h=null,E="",k=(t,d,b)=>e.send("edit",{kind:t,box:d,value:b,id:e.data.id}),v=_(r(".card"),a,i,(t,d,b)=>{if(k(t,d,b),t!=="correct")return;u=y().find(f=>!I(f.box,d))?.box??d,D("look")}),M=t=>e.data.items.find(d=>t!==null&&I(d.box,t))??null,y=()=>e.data.items.filter(t=>t.needs_review).sort((t,d)=>t.confidence-d.confidence),B=t=>{u=t,H()},D=t=>{l=t,H()},H=()=>{let{items:t,width:d,height:b,crop:w,summary:f}=e.data;a.dataset.mode=l;for(let L of n.querySelectorAll("[data-mode]:not(.stage)"))L.setAttribute("aria-pressed",String(L.dataset.mode===l));let T=u===null?h:M(u);g(t,d,b,te(),L=>[T!==null&&I(L.box,T.box)?"chosen":"",L.said?"said":"",L.gone?"gone":""].join(" ")),m(e.data.symbols,d,b),s.hidden=w===null,w!==null&&S(s,w,d,b),r(".summary").textContent=f,Z(y()),ee(w!==null),v.show(T??(u===null?null:xe(u)),d)},Z=t=>{x.hidden=t.length===0,x.replaceChildren(...t.map(d=>{let b=document.createElement("button");return b.type="button",b.innerHTML=`<b>${d.value??"?"}</b>${C(d.confidence,0)}`,b.setAttribute("aria-pressed",String(u!==null&&I(d.box,u))),b.setAttribute("aria-label",`Check ${d.value??"?"}, ${C(d.confidence,0)} sure`),b.addEventListener("click",()=>{B(d.box),a.focus({preventScroll:!0})}),b}))},N=document.createTextNode(""),A=document.createElement("button");A.type="button",A.textContent="Read the whole picture",A.addEventListener("click",()=>k("crop",null,null)),c.replaceChildren(N,A);let ee=t=>{N.data=he[l],A.hidden=!t},O=()=>{u!==null&&r(".card").scrollIntoView({block:"nearest"})},te=()=>{let t=e.data.items.map(f=>f.box[3]-f.box[1]).sort((f,T)=>f-T),b=(t[t.length>>1]??0)*a.clientHeight/e.data.height,w=Math.min(18,Math.max(10,.45*b));return p.style.setProperty("--label",`${w.toFixed(1)}px`),1.3*w*e.data.width/Math.max(1,a.clientWidth)},R=(t,d,b)=>{let w=e.data.width/Math.max(1,a.clientWidth),f=null,T=b*w;for(let L of e.data.items){let[re,ae,ie,se]=L.box,z=Math.hypot(Math.max(re-t,t-ie,0),Math.max(ae-d,d-se,0));(z<T||z===0&&T===0&&f===null)&&(T=z,f=L)}return f},ne=F(a,r(".drag"),{isOn:()=>l!=="look",size:()=>[e.data.width,e.data.height],onBox(t){l==="crop"?k("crop",t,null):u=t,D("look"),O()},onTap(t,d){l==="look"&&(B(R(t,d,be)?.box??null),O())},onHover(t,d){let b=l==="look"?R(t,d,1):null;b!==h&&(h=b,H())},onLeave(){h=null,H()}}),$=t=>{let{items:d}=e.data,b=d.findIndex(f=>u!==null&&I(f.box,u)),w=b===-1?t===1?0:d.length-1:(b+t+d.length)%d.length;B(d[w]?.box??null)},oe=t=>{if(!(t.ctrlKey||t.metaKey||t.altKey)){if(t.key==="ArrowRight")$(1);else if(t.key==="ArrowLeft")$(-1);else if(t.key==="Escape"&&l!=="look")D("look");else{if(u===null)return;if(/^[0-9]$/.test(t.key))k("correct",u,Number(t.key));else if(t.key==="Delete")k("correct",u,null);else if(t.key==="Escape")B(null);else return}t.preventDefault()}};for(let t of n.querySelectorAll("[data-mode]:not(.stage)"))t.addEventListener("click",()=>D(t.dataset.mode));for(let t of n.querySelectorAll("[data-turn]"))t.addEventListener("click",()=>k("turn",null,Number(t.dataset.turn)));n.addEventListener("keydown",oe),i.addEventListener("load",()=>H());let q=new ResizeObserver(()=>H());return q.observe(a),{update(t){e=t;let{id:d,src:b,width:w,height:f}=e.data;d!==E&&(E=d,u=null,h=null,l="look",i.src=b,a.style.setProperty("--aspect",String(w/f))),h=h&&M(h.box),H()},dispose(){ne(),q.disconnect()}}}function I(o,n){return o.every((r,a)=>Math.abs(r-n[a])<.5)}function xe(o){return{value:null,reason:null,confidence:0,probabilities:new Array(10).fill(0),needs_review:!1,box:o,said:!1,gone:!1}}export{Oe as default};
