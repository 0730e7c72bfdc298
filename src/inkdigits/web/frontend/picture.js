/* inkdigits picture. Built from frontend/src, sha256 651be3bb6b752028d0e5bc0b295b54d2a10492357df8c91a9aadc620ab4fa716. See THIRD_PARTY_NOTICES. */
function L(o,n){let r=100-10**-n;return`${Math.min(100*o,r).toFixed(n)}%`}function R(o,n){let r=Array.from({length:10},(d,l)=>{let s=document.createElement("li");return s.innerHTML=`<span class="name">${l}</span><span class="track"><i></i></span><span class="percent"></span>`,n!==void 0&&s.addEventListener("click",()=>n(l)),o.append(s),s});return d=>{r.forEach((l,s)=>{let c=d?.probabilities[s]??0;l.style.setProperty("--share",c.toFixed(4)),l.dataset.probability=c.toFixed(4),l.classList.toggle("chosen",d?.value===s),l.querySelector(".percent").textContent=c<.005?"":L(c,0)})}}function $(o){return(n,r,d,l,s)=>{for(;o.children.length>n.length;)o.lastElementChild.remove();for(;o.children.length<n.length;){let c=document.createElement("div");c.append(document.createElement("b")),o.append(c)}n.forEach((c,x)=>{let u=o.children[x];H(u,c.box,r,d);let b=c.box[1]<l?"low":"";u.className=`${s?.(c)??""} ${b} ${c.needs_review?"doubtful":""}`,u.firstElementChild.textContent=c.value===null?"?":String(c.value)})}}function q(o){return(n,r,d)=>{o.replaceChildren(...n.map(l=>{let s=document.createElement("div");return H(s,l,r,d),s}))}}function H(o,n,r,d){let l=(s,c)=>`${(100*s/c).toFixed(3)}%`;o.style.left=l(n[0],r),o.style.top=l(n[1],d),o.style.width=l(n[2]-n[0],r),o.style.height=l(n[3]-n[1],d)}function P(o,n,r){let d=o.querySelector("canvas"),l=o.querySelector(".value"),s=o.querySelector(".confidence"),c=o.querySelector(".ask"),x=o.querySelector(".keypad"),u=o.querySelector(".bars"),b=R(u),e=null,a=(w,f)=>{let E=document.createElement("button");return E.type="button",E.textContent=w,E.addEventListener("click",()=>e!==null&&f(e.box)),x.append(E),E},p=Array.from({length:10},(w,f)=>a(String(f),E=>r("correct",E,f))),m=a("No digit",w=>r("correct",w,null)),g=a("Undo this correction",w=>r("restore",w,null));return m.classList.add("wide"),g.classList.add("wide"),{show(w,f){if(e=w,o.hidden=e===null,e===null)return;let E=!e.gone&&e.value===null;l.textContent=e.gone?"\u2013":String(e.value??"?"),s.textContent=re(e),c.textContent=E?"Which digit is it?":"Not right? Choose what stands here.",u.hidden=E||e.gone||e.said,b(e),p.forEach((D,C)=>D.setAttribute("aria-pressed",String(e.value===C&&!e.gone))),m.hidden=E||e.gone,g.hidden=!e.said&&!e.gone,ae(d,n,e.box,f)}}}function re(o){return o.gone?"No digit, as you said":o.said?"As you said":o.value===null?"New":`${L(o.confidence,1)} sure${o.needs_review?": please check":""}`}function ae(o,n,r,d){let l=o.getContext("2d"),s=o.width;if(l.clearRect(0,0,s,s),!n.complete||n.naturalWidth===0)return;let c=n.naturalWidth/d,[x,u,b,e]=r.map(g=>g*c),a=1.25*Math.max(b-x,e-u,1),[p,m]=[(x+b-a)/2,(u+e-a)/2];l.imageSmoothingQuality="high",l.drawImage(n,p,m,a,a,0,0,s,s)}var ie=8;function j(o,n,r){let d=null,l=!1,s=e=>{let a=o.getBoundingClientRect(),[p,m]=r.size(),g=(w,f)=>Math.min(f,Math.max(0,w));return[g((e.clientX-a.left)/a.width*p,p),g((e.clientY-a.top)/a.height*m,m)]},c=([e,a])=>{let[p,m]=d;return[Math.min(p,e),Math.min(m,a),Math.max(p,e),Math.max(m,a)]},x=()=>{d=null,n.hidden=!0},u=new AbortController,b=(e,a)=>o.addEventListener(e,a,{signal:u.signal});return b("pointerdown",e=>{l=!1,!(!r.isOn()||!e.isPrimary||e.button!==0)&&(o.setPointerCapture(e.pointerId),d=s(e),e.preventDefault())}),b("pointermove",e=>{d!==null?(n.hidden=!1,H(n,c(s(e)),...r.size())):e.pointerType==="mouse"&&r.onHover(...s(e))}),b("pointerup",e=>{if(d===null)return;let a=c(s(e)),p=r.size()[0]/o.clientWidth;x(),l=!0,Math.min(a[2]-a[0],a[3]-a[1])>=ie*p&&r.onBox(a)}),b("pointercancel",x),b("pointerleave",e=>e.pointerType==="mouse"&&r.onLeave()),b("click",e=>!l&&r.onTap(...s(e))),()=>u.abort()}var _=`/* What all components of the page share. */

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
`;var W=Date.now();function F(o){let n=[],r=0,d=0,l,s=()=>{window.clearTimeout(l),l=void 0},c=(x=!1)=>{let u=0,b=n.filter(({size:a},p)=>(u+=a)<=12e6||p===0),e=b.at(-1)?.number??0;b.length===0||e<=r&&!x||(r=Math.max(r,e),s(),l=window.setTimeout(()=>c(!0),(3e3+Math.min(u,12e6)/100)*2**d),d+=1,o(b.map(({number:a,name:p,value:m})=>({number:a,name:p,value:m}))))};return{send(x,u,b=!1){W+=1,b&&(n=n.filter(e=>e.name!==x)),n.push({number:W,name:x,value:u,size:JSON.stringify(u).length}),c()},taken(x){let u=n.length;n=n.filter(b=>b.number>x),n.length<u&&(d=0),n.length===0?s():c(l===void 0)},rest:s}}var le=100;function G(o){let n=new WeakMap,r,{send:d,taken:l,rest:s}=F(c=>r.setTriggerValue("sent",c));return c=>{r=c;let{data:x,parentElement:u}=c,b={data:x,parentElement:u,send:d};l(x?.taken??0);let e=n.get(u);e===void 0&&(e={...o(b),calls:0},n.set(u,e)),e.calls+=1,e.update(b);let{calls:a}=e,p=()=>{if(e.calls===a){if(u.isConnected){window.setTimeout(p,le);return}e.dispose(),s(),n.delete(u)}};return p}}function K(o,n,r,d){let l=document.createElement("style");l.textContent=_+r;let s=document.createElement("div");return s.className=`root ${n}`,s.innerHTML=d,o.append(l,s),s}var V=`.picture {
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
`;var ue=18,pe={look:"Tap a digit to see how sure the reading is, or to correct it.",crop:"Drag over the part that is to be read.",add:"Drag a box around a digit that was missed."},ze=G(me);function me(o){let n=K(o.parentElement,"picture",V,X),r=t=>n.querySelector(t),d=r(".stage"),l=r("img"),s=r(".shade"),c=r(".hint"),x=r(".review"),u=r(".values"),b=$(u),e=q(r(".marks")),a=o,p="look",m=null,g=null,w="",f=(t,i,h)=>a.send("edit",{kind:t,box:i,value:h,id:a.data.id}),E=P(r(".card"),l,(t,i,h)=>{if(f(t,i,h),t!=="correct")return;m=C().find(v=>!B(v.box,i))?.box??i,S("look")}),D=t=>a.data.items.find(i=>t!==null&&B(i.box,t))??null,C=()=>a.data.items.filter(t=>t.needs_review).sort((t,i)=>t.confidence-i.confidence),A=t=>{m=t,T()},S=t=>{p=t,T()},T=()=>{let{items:t,width:i,height:h,crop:y,summary:v}=a.data;d.dataset.mode=p;for(let M of n.querySelectorAll("[data-mode]:not(.stage)"))M.setAttribute("aria-pressed",String(M.dataset.mode===p));let k=g??D(m);b(t,i,h,Q(),M=>[k!==null&&B(M.box,k.box)?"chosen":"",M.said?"said":"",M.gone?"gone":""].join(" ")),e(a.data.symbols,i,h),s.hidden=y===null,y!==null&&H(s,y,i,h),r(".summary").textContent=v,Y(C()),J(y!==null),E.show(k??(m===null?null:be(m)),i)},Y=t=>{x.hidden=t.length===0,x.replaceChildren(...t.map(i=>{let h=document.createElement("button");return h.type="button",h.innerHTML=`<b>${i.value??"?"}</b>${L(i.confidence,0)}`,h.setAttribute("aria-pressed",String(m!==null&&B(i.box,m))),h.setAttribute("aria-label",`Check ${i.value??"?"}, ${L(i.confidence,0)} sure`),h.addEventListener("click",()=>{A(i.box),d.focus({preventScroll:!0})}),h}))},J=t=>{if(c.textContent=pe[p],!t)return;let i=document.createElement("button");i.type="button",i.textContent="Read the whole picture",i.addEventListener("click",()=>f("crop",null,null)),c.append(i)},Q=()=>{let t=a.data.items.map(v=>v.box[3]-v.box[1]).sort((v,k)=>v-k),h=(t[t.length>>1]??0)*d.clientHeight/a.data.height,y=Math.min(18,Math.max(10,.45*h));return u.style.setProperty("--label",`${y.toFixed(1)}px`),1.3*y*a.data.width/Math.max(1,d.clientWidth)},I=(t,i,h)=>{let y=a.data.width/Math.max(1,d.clientWidth),v=null,k=h*y;for(let M of a.data.items){let[ee,te,ne,oe]=M.box,z=Math.hypot(Math.max(ee-t,t-ne,0),Math.max(te-i,i-oe,0));(z<k||z===0&&k===0&&v===null)&&(k=z,v=M)}return v},U=j(d,r(".drag"),{isOn:()=>p!=="look",size:()=>[a.data.width,a.data.height],onBox(t){p==="crop"?f("crop",t,null):m=t,S("look")},onTap:(t,i)=>p==="look"&&A(I(t,i,ue)?.box??null),onHover(t,i){let h=p==="look"?I(t,i,1):null;h!==g&&(g=h,T())},onLeave(){g=null,T()}}),N=t=>{let{items:i}=a.data,h=i.findIndex(v=>m!==null&&B(v.box,m)),y=h===-1?t===1?0:i.length-1:(h+t+i.length)%i.length;A(i[y]?.box??null)},Z=t=>{if(!(t.ctrlKey||t.metaKey||t.altKey)){if(t.key==="ArrowRight")N(1);else if(t.key==="ArrowLeft")N(-1);else{if(m===null)return;if(/^[0-9]$/.test(t.key))f("correct",m,Number(t.key));else if(t.key==="Delete")f("correct",m,null);else if(t.key==="Escape")A(null);else return}t.preventDefault()}};for(let t of n.querySelectorAll("[data-mode]:not(.stage)"))t.addEventListener("click",()=>S(t.dataset.mode));for(let t of n.querySelectorAll("[data-turn]"))t.addEventListener("click",()=>f("turn",null,Number(t.dataset.turn)));n.addEventListener("keydown",Z),l.addEventListener("load",()=>T());let O=new ResizeObserver(()=>T());return O.observe(d),{update(t){a=t;let{id:i,src:h,width:y,height:v}=a.data;i!==w&&(w=i,m=null,g=null,p="look",l.src=h,d.style.setProperty("--aspect",String(y/v))),g=g&&D(g.box),T()},dispose(){U(),O.disconnect()}}}function B(o,n){return o.every((r,d)=>Math.abs(r-n[d])<.5)}function be(o){return{value:null,reason:null,confidence:0,probabilities:new Array(10).fill(0),needs_review:!1,box:o,said:!1,gone:!1}}export{ze as default};
