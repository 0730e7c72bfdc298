/* inkdigits picture. Built from frontend/src, sha256 2e0da2686bc886fe2b8e7a4490d5acab187729b9a52882a1ca7a5d30329d3860. See THIRD_PARTY_NOTICES. */
function T(t,n){let a=100-10**-n;return`${Math.min(100*t,a).toFixed(n)}%`}function R(t,n){let a=Array.from({length:10},(d,l)=>{let r=document.createElement("li");return r.innerHTML=`<span class="name">${l}</span><span class="track"><i></i></span><span class="percent"></span>`,n!==void 0&&r.addEventListener("click",()=>n(l)),t.append(r),r});return d=>{a.forEach((l,r)=>{let c=d?.probabilities[r]??0;l.style.setProperty("--share",c.toFixed(4)),l.dataset.probability=c.toFixed(4),l.classList.toggle("chosen",d?.value===r),l.querySelector(".percent").textContent=c<.005?"":T(c,0)})}}function $(t){return(n,a,d,l,r)=>{for(;t.children.length>n.length;)t.lastElementChild.remove();for(;t.children.length<n.length;){let c=document.createElement("div");c.append(document.createElement("b")),t.append(c)}n.forEach((c,b)=>{let h=t.children[b];H(h,c.box,a,d);let u=c.box[1]<l?"low":"";h.className=`${r?.(c)??""} ${u} ${c.needs_review?"doubtful":""}`,h.firstElementChild.textContent=c.value===null?"?":String(c.value)})}}function q(t){return(n,a,d)=>{t.replaceChildren(...n.map(l=>{let r=document.createElement("div");return H(r,l,a,d),r}))}}function H(t,n,a,d){let l=(r,c)=>`${(100*r/c).toFixed(3)}%`;t.style.left=l(n[0],a),t.style.top=l(n[1],d),t.style.width=l(n[2]-n[0],a),t.style.height=l(n[3]-n[1],d)}function j(t,n,a){let d=t.querySelector("canvas"),l=t.querySelector(".value"),r=t.querySelector(".confidence"),c=t.querySelector(".ask"),b=t.querySelector(".keypad"),h=t.querySelector(".bars"),u=R(h),o=null,i=(w,f)=>{let k=document.createElement("button");return k.type="button",k.textContent=w,k.addEventListener("click",()=>o!==null&&f(o.box)),b.append(k),k},x=Array.from({length:10},(w,f)=>i(String(f),k=>a("correct",k,f))),m=i("No digit",w=>a("correct",w,null)),g=i("Undo this correction",w=>a("restore",w,null));return m.classList.add("wide"),g.classList.add("wide"),{show(w,f){if(o=w,t.hidden=o===null,o===null)return;let k=!o.gone&&o.value===null;l.textContent=o.gone?"\u2013":String(o.value??"?"),r.textContent=re(o),c.textContent=k?"Which digit is it?":"Not right? Choose what stands here.",h.hidden=k||o.gone||o.said,u(o),x.forEach((D,C)=>D.setAttribute("aria-pressed",String(o.value===C&&!o.gone))),m.hidden=k||o.gone,g.hidden=!o.said&&!o.gone,ae(d,n,o.box,f)}}}function re(t){return t.gone?"No digit, as you said":t.said?"As you said":t.value===null?"New":`${T(t.confidence,1)} sure${t.needs_review?": please check":""}`}function ae(t,n,a,d){let l=t.getContext("2d"),r=t.width;if(l.clearRect(0,0,r,r),!n.complete||n.naturalWidth===0)return;let c=n.naturalWidth/d,[b,h,u,o]=a.map(g=>g*c),i=1.25*Math.max(u-b,o-h,1),[x,m]=[(b+u-i)/2,(h+o-i)/2];l.imageSmoothingQuality="high",l.drawImage(n,x,m,i,i,0,0,r,r)}var ie=8;function _(t,n,a){let d=null,l=!1,r=o=>{let i=t.getBoundingClientRect(),[x,m]=a.size(),g=(w,f)=>Math.min(f,Math.max(0,w));return[g((o.clientX-i.left)/i.width*x,x),g((o.clientY-i.top)/i.height*m,m)]},c=([o,i])=>{let[x,m]=d;return[Math.min(x,o),Math.min(m,i),Math.max(x,o),Math.max(m,i)]},b=()=>{d=null,n.hidden=!0},h=new AbortController,u=(o,i)=>t.addEventListener(o,i,{signal:h.signal});return u("pointerdown",o=>{l=!1,!(!a.isOn()||!o.isPrimary||o.button!==0)&&(t.setPointerCapture(o.pointerId),d=r(o),o.preventDefault())}),u("pointermove",o=>{d!==null?(n.hidden=!1,H(n,c(r(o)),...a.size())):o.pointerType==="mouse"&&a.onHover(...r(o))}),u("pointerup",o=>{if(d===null)return;let i=c(r(o)),x=a.size()[0]/t.clientWidth;b(),l=!0,Math.min(i[2]-i[0],i[3]-i[1])>=ie*x&&a.onBox(i)}),u("pointercancel",b),u("pointerleave",o=>o.pointerType==="mouse"&&a.onLeave()),u("click",o=>!l&&a.onTap(...r(o))),()=>h.abort()}var W=`/* What all components of the page share. */

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
`;var P=Date.now();function F(t){let n=[],a=0,d=()=>{let l=0,r=n.filter(({size:b},h)=>(l+=b)<=12e6||h===0),c=r.at(-1)?.number??0;c<=a||(a=c,t(r.map(({number:b,name:h,value:u})=>({number:b,name:h,value:u}))))};return{send(l,r,c=!1){P+=1,c&&(n=n.filter(b=>b.name!==l)),n.push({number:P,name:l,value:r,size:JSON.stringify(r).length}),d()},taken(l){n=n.filter(r=>r.number>l),d()}}}var le=100;function G(t){let n=new WeakMap,a,{send:d,taken:l}=F(r=>a.setTriggerValue("sent",r));return r=>{a=r;let{data:c,parentElement:b}=r,h={data:c,parentElement:b,send:d};l(c?.taken??0);let u=n.get(b);u===void 0&&(u={...t(h),calls:0},n.set(b,u)),u.calls+=1,u.update(h);let{calls:o}=u,i=()=>{if(u.calls===o){if(b.isConnected){window.setTimeout(i,le);return}u.dispose(),n.delete(b)}};return i}}function K(t,n,a,d){let l=document.createElement("style");l.textContent=W+a;let r=document.createElement("div");return r.className=`root ${n}`,r.innerHTML=d,t.append(l,r),r}var V=`.picture {
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
`;var X=`<section class="sheet" aria-label="Picture">
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
`;var ue=18,pe={look:"Tap a digit to see how sure the reading is, or to correct it.",crop:"Drag over the part that is to be read.",add:"Drag a box around a digit that was missed."},ze=G(me);function me(t){let n=K(t.parentElement,"picture",V,X),a=e=>n.querySelector(e),d=a(".stage"),l=a("img"),r=a(".shade"),c=a(".hint"),b=a(".review"),h=a(".values"),u=$(h),o=q(a(".marks")),i=t,x="look",m=null,g=null,w="",f=(e,s,p)=>i.send("edit",{kind:e,box:s,value:p,id:i.data.id}),k=j(a(".card"),l,(e,s,p)=>{if(f(e,s,p),e!=="correct")return;m=C().find(v=>!B(v.box,s))?.box??s,S("look")}),D=e=>i.data.items.find(s=>e!==null&&B(s.box,e))??null,C=()=>i.data.items.filter(e=>e.needs_review).sort((e,s)=>e.confidence-s.confidence),A=e=>{m=e,L()},S=e=>{x=e,L()},L=()=>{let{items:e,width:s,height:p,crop:y,summary:v}=i.data;d.dataset.mode=x;for(let M of n.querySelectorAll("[data-mode]:not(.stage)"))M.setAttribute("aria-pressed",String(M.dataset.mode===x));let E=g??D(m);u(e,s,p,Q(),M=>[E!==null&&B(M.box,E.box)?"chosen":"",M.said?"said":"",M.gone?"gone":""].join(" ")),o(i.data.symbols,s,p),r.hidden=y===null,y!==null&&H(r,y,s,p),a(".summary").textContent=v,Y(C()),J(y!==null),k.show(E??(m===null?null:be(m)),s)},Y=e=>{b.hidden=e.length===0,b.replaceChildren(...e.map(s=>{let p=document.createElement("button");return p.type="button",p.innerHTML=`<b>${s.value??"?"}</b>${T(s.confidence,0)}`,p.setAttribute("aria-pressed",String(m!==null&&B(s.box,m))),p.setAttribute("aria-label",`Check ${s.value??"?"}, ${T(s.confidence,0)} sure`),p.addEventListener("click",()=>A(s.box)),p}))},J=e=>{if(c.textContent=pe[x],!e)return;let s=document.createElement("button");s.type="button",s.textContent="Read the whole picture",s.addEventListener("click",()=>f("crop",null,null)),c.append(s)},Q=()=>{let e=i.data.items.map(v=>v.box[3]-v.box[1]).sort((v,E)=>v-E),p=(e[e.length>>1]??0)*d.clientHeight/i.data.height,y=Math.min(18,Math.max(10,.45*p));return h.style.setProperty("--label",`${y.toFixed(1)}px`),1.3*y*i.data.width/Math.max(1,d.clientWidth)},I=(e,s,p)=>{let y=i.data.width/Math.max(1,d.clientWidth),v=null,E=p*y;for(let M of i.data.items){let[ee,te,ne,oe]=M.box,z=Math.hypot(Math.max(ee-e,e-ne,0),Math.max(te-s,s-oe,0));(z<E||z===0&&E===0&&v===null)&&(E=z,v=M)}return v},U=_(d,a(".drag"),{isOn:()=>x!=="look",size:()=>[i.data.width,i.data.height],onBox(e){x==="crop"?f("crop",e,null):m=e,S("look")},onTap:(e,s)=>x==="look"&&A(I(e,s,ue)?.box??null),onHover(e,s){let p=x==="look"?I(e,s,1):null;p!==g&&(g=p,L())},onLeave(){g=null,L()}}),O=e=>{let{items:s}=i.data,p=s.findIndex(v=>m!==null&&B(v.box,m)),y=p===-1?e===1?0:s.length-1:(p+e+s.length)%s.length;A(s[y]?.box??null)},Z=e=>{if(!(e.ctrlKey||e.metaKey||e.altKey)){if(e.key==="ArrowRight")O(1);else if(e.key==="ArrowLeft")O(-1);else{if(m===null)return;if(/^[0-9]$/.test(e.key))f("correct",m,Number(e.key));else if(e.key==="Delete")f("correct",m,null);else if(e.key==="Escape")A(null);else return}e.preventDefault()}};for(let e of n.querySelectorAll("[data-mode]:not(.stage)"))e.addEventListener("click",()=>S(e.dataset.mode));for(let e of n.querySelectorAll("[data-turn]"))e.addEventListener("click",()=>f("turn",null,Number(e.dataset.turn)));n.addEventListener("keydown",Z),l.addEventListener("load",()=>L());let N=new ResizeObserver(()=>L());return N.observe(d),{update(e){i=e;let{id:s,src:p,width:y,height:v}=i.data;s!==w&&(w=s,m=null,g=null,x="look",l.src=p,d.style.setProperty("--aspect",String(y/v))),g=g&&D(g.box),L()},dispose(){U(),N.disconnect()}}}function B(t,n){return t.every((a,d)=>Math.abs(a-n[d])<.5)}function be(t){return{value:null,reason:null,confidence:0,probabilities:new Array(10).fill(0),needs_review:!1,box:t,said:!1,gone:!1}}export{ze as default};
