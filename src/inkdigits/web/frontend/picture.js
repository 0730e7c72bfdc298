/* inkdigits picture. Built from frontend/src, sha256 10834c117b5a5dc2951e8e0a5b925a4f2853c906b188360f64e1d0908aa2fd81. See THIRD_PARTY_NOTICES. */
function Q(o,e){let r=o.textContent??"",a;return{say(s){s!==r&&(r=s,window.clearTimeout(a),a=window.setTimeout(()=>{o.textContent!==s&&(o.textContent=s)},e))},dispose:()=>window.clearTimeout(a)}}function $(o,e){let r=100-10**-e;return`${Math.min(100*o,r).toFixed(e)}%`}function Z(o,e){let r=Array.from({length:10},(a,s)=>{let i=document.createElement("li");return i.innerHTML=`<span class="name">${s}</span><span class="track"><i></i></span><span class="percent"></span>`,e!==void 0&&i.addEventListener("click",()=>e(s)),o.append(i),i});return a=>{r.forEach((s,i)=>{let c=a?.probabilities[i]??0;s.style.setProperty("--share",c.toFixed(4)),s.dataset.probability=c.toFixed(4),s.classList.toggle("chosen",a?.value===i),s.querySelector(".percent").textContent=c<.005?"":$(c,0)})}}function ee(o){return(e,r,a,s,i)=>{for(;o.children.length>e.length;)o.lastElementChild.remove();for(;o.children.length<e.length;){let c=document.createElement("div");c.append(document.createElement("b")),o.append(c)}e.forEach((c,m)=>{let u=o.children[m];H(u,c.box,r,a);let g=c.box[1]<s?"low":"";u.className=`${i?.(c)??""} ${g} ${c.needs_review?"doubtful":""}`,u.firstElementChild.textContent=c.value===null?"?":String(c.value)})}}function te(o){return(e,r,a)=>{o.replaceChildren(...e.map(s=>{let i=document.createElement("div");return H(i,s,r,a),i}))}}function H(o,e,r,a){let s=(i,c)=>`${(100*i/c).toFixed(3)}%`;o.style.left=s(e[0],r),o.style.top=s(e[1],a),o.style.width=s(e[2]-e[0],r),o.style.height=s(e[3]-e[1],a)}function ne(o,e,r,a){let s=o.querySelector("canvas"),i=o.querySelector(".value"),c=o.querySelector(".confidence"),m=o.querySelector(".ask"),u=o.querySelector(".keypad"),g=o.querySelector(".bars"),x=Z(g),n=null,d=(y,T)=>{let k=document.createElement("button");return k.type="button",k.textContent=y,k.addEventListener("click",()=>n!==null&&T(n.box)),u.append(k),k},v=Array.from({length:10},(y,T)=>d(String(T),k=>a("correct",k,T))),p=d("No digit",y=>a("correct",y,null)),w=d("Undo this correction",y=>a("restore",y,null));p.classList.add("wide"),w.classList.add("wide");let S=()=>{let y=o.getRootNode().activeElement;(n===null||y===p&&(n.gone||n.value===null)||y===w&&!n.said&&!n.gone)&&o.contains(y)&&e.focus({preventScroll:!0})};return{show(y,T){if(n=y,S(),o.hidden=n===null,n===null)return;let k=!n.gone&&n.value===null;i.textContent=n.gone?"\u2013":String(n.value??"?"),c.textContent=P(n),m.textContent=k?"Which digit is it?":"Not right? Choose what stands here.",g.hidden=k||n.gone||n.said,x(n),v.forEach((W,A)=>W.setAttribute("aria-pressed",String(n.value===A&&!n.gone))),p.hidden=k||n.gone,w.hidden=!n.said&&!n.gone,Te(s,r,n.box,T)}}}function P(o){return o.gone?"No digit, as you said":o.said?"As you said":o.value===null?"New":`${$(o.confidence,1)} sure${o.needs_review?": please check":""}`}function Te(o,e,r,a){let s=o.getContext("2d"),i=o.width;if(s.clearRect(0,0,i,i),!e.complete||e.naturalWidth===0)return;let c=e.naturalWidth/a,[m,u,g,x]=r.map(p=>p*c),n=1.25*Math.max(g-m,x-u,1),[d,v]=[(m+g-n)/2,(u+x-n)/2];s.imageSmoothingQuality="high",s.drawImage(e,d,v,n,n,0,0,i,i)}var oe=8;function re(o,e,r){let a=null,s=-1,i=!1,c=n=>{let d=o.getBoundingClientRect(),[v,p]=r.size(),w=(S,y)=>Math.min(y,Math.max(0,S));return[w((n.clientX-d.left)/d.width*v,v),w((n.clientY-d.top)/d.height*p,p)]},m=([n,d])=>{let[v,p]=a;return[Math.min(v,n),Math.min(p,d),Math.max(v,n),Math.max(p,d)]},u=()=>{a=null,e.hidden=!0},g=new AbortController,x=(n,d)=>o.addEventListener(n,d,{signal:g.signal});return x("pointerdown",n=>{i=!1,!(!r.isOn()||!n.isPrimary||n.button!==0)&&(o.setPointerCapture(n.pointerId),a=c(n),s=n.pointerId,n.preventDefault())}),x("pointermove",n=>{if(a!==null){if(n.pointerId!==s)return;e.hidden=!1,H(e,m(c(n)),...r.size())}else n.pointerType==="mouse"&&r.onHover(...c(n))}),x("pointerup",n=>{if(a===null||n.pointerId!==s)return;let d=m(c(n)),v=r.size()[0]/o.clientWidth;u(),i=!0;let[p,w]=[d[2]-d[0],d[3]-d[1]].map(y=>y/v);Math.max(p,w)>=oe&&Math.min(p,w)>=oe/4&&r.onBox(d)}),x("pointercancel",n=>n.pointerId===s&&u()),x("pointerleave",n=>n.pointerType==="mouse"&&r.onLeave()),x("click",n=>!i&&r.onTap(...c(n))),()=>g.abort()}var ae=`/* What all components of the page share. */

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

/* Where the system chooses all colours, a background says nothing. */

@media (forced-colors: active) {
  button[aria-pressed="true"],
  button[aria-pressed="true"] * {
    forced-color-adjust: none;
    background: Highlight !important;
    color: HighlightText !important;
  }

  button[aria-disabled="true"] {
    color: GrayText;
  }

  .track {
    border: 1px solid;
  }

  .track i {
    forced-color-adjust: none;
    background: CanvasText;
  }
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
`;var ie=Date.now();function se(o){let e=[],r=0,a=0,s,i=()=>{window.clearTimeout(s),s=void 0},c=(m=!1)=>{let u=0,g=e.filter(({size:n},d)=>(u+=n)<=12e6||d===0),x=g.at(-1)?.number??0;g.length===0||x<=r&&!m||(r=Math.max(r,x),i(),s=window.setTimeout(()=>c(!0),(3e3+Math.min(u,12e6)/100)*2**a),a+=1,o(g.map(({number:n,name:d,value:v})=>({number:n,name:d,value:v}))))};return{send(m,u,g=!1){ie+=1,g&&(e=e.filter(x=>x.name!==m)),e.push({number:ie,name:m,value:u,size:JSON.stringify(u).length}),c()},taken(m){let u=e.length;e=e.filter(g=>g.number>m),e.length<u&&(a=0),e.length===0?i():c(s===void 0)},rest:i}}var He=100;function le(o){let e=new WeakMap,r,{send:a,taken:s,rest:i}=se(c=>r.setTriggerValue("sent",c));return c=>{r=c;let{data:m,parentElement:u}=c,g={data:m,parentElement:u,send:a};s(m?.taken??0);let x=e.get(u);x===void 0&&(x={...o(g),calls:0},e.set(u,x)),x.calls+=1,x.update(g);let{calls:n}=x,d=()=>{if(x.calls===n){if(u.isConnected){window.setTimeout(d,He);return}x.dispose(),i(),e.delete(u)}};return d}}function de(o,e,r,a){let s=document.createElement("style");s.textContent=ae+r;let i=document.createElement("div");return i.className=`root ${e}`,i.innerHTML=a,o.append(s,i),i}var ce=`.picture {
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

/* What the keyboard moves: it can be seen on any ground */

.selection {
  position: absolute;
  border: 2px solid white;
  outline: 2px solid #0060a8;
  box-shadow: inset 0 0 0 1px #0060a8;
  pointer-events: none;
}

[data-mode="crop"] .selection {
  box-shadow: 0 0 0 9999px rgb(0 0 0 / 35%);
}

.selection:not(:focus),
.drag:not([hidden]) + .selection {
  opacity: 0;
}

/* On a photo, not on the page: colours that show on paper in either theme */

.shade,
.drag,
.selection,
.boxes {
  forced-color-adjust: none;
}

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
`;var ue=`<section class="sheet" aria-label="Picture">
  <div class="tools" role="group" aria-label="Picture tools">
    <div class="choice" role="group" aria-label="What a tap or a drag does">
      <button type="button" data-mode="look" title="Tap a digit to see or correct it">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 3.500l5.500 16 2.500-6.500 6.500-2.500z"/></svg>
        Look
      </button>
      <button type="button" data-mode="crop" title="Drag over the part to read, or select it with the arrow keys">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 2.500V17h14.500M2.500 7H17v14.500"/></svg>
        Crop
      </button>
      <button type="button" data-mode="add" title="Drag over a digit that was missed, or select it with the arrow keys">
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
  <div class="stage" tabindex="0" role="application" aria-label="Digits: the arrow keys go from one to the next, 0 to 9 correct it, Delete removes it">
    <img alt="The picture that was read" draggable="false" />
    <div class="shade" hidden></div>
    <div class="boxes marks" aria-hidden="true"></div>
    <div class="boxes values" aria-hidden="true"></div>
    <div class="drag" hidden></div>
    <div class="selection" tabindex="0" role="group" aria-label="Selection" hidden></div>
  </div>
  <p class="hint" aria-live="polite"></p>
</section>
<section class="detail" aria-label="Reading">
  <p class="summary"></p>
  <p class="status" role="status"></p>
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
`;var Ae=4,Ce=16,De=8,ze={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]};function me(o,e,r){let a=[0,0,0,0],s=i=>{a=i,H(e,a,...r.size())};return e.addEventListener("focus",r.onChange),e.addEventListener("blur",r.onChange),{ready(i){i===null&&e.matches(":focus")&&o.focus({preventScroll:!0}),e.hidden=i===null,i!==null&&s(pe(i,0,0,r.size()))},focus:()=>e.focus({preventScroll:!0}),box:()=>e.matches(":focus")?a:null,press(i){let c=ze[i.key];if(c===void 0||e.hidden)return!1;let m=r.size(),u=m[0]/Math.max(1,o.clientWidth),[g,x]=c.map(n=>n*u*(i.repeat?Ce:Ae));return s(i.shiftKey?Ie(a,g,x,m,De*u):pe(a,g,x,m)),e.focus({preventScroll:!0}),e.scrollIntoView({block:"nearest"}),r.onChange(),!0}}}function pe([o,e,r,a],s,i,[c,m]){let u=q(s,-o,c-r),g=q(i,-e,m-a);return[o+u,e+g,r+u,a+g]}function Ie([o,e,r,a],s,i,[c,m],u){return[o,e,q(r+s,o+u,c),q(a+i,e+u,m)]}function q(o,e,r){return Math.min(r,Math.max(e,o))}var $e=18,Re={look:"Tap a digit to see how sure the reading is, or to correct it.",crop:"Drag over the part that is to be read, or select it with the arrow keys.",add:"Drag a box around a digit that was missed, or select it with the arrow keys."},Ne="Arrow keys move the selection, with Shift they size it. Enter takes it, Escape leaves.",Oe=300,dt=le(We);function We(o){let e=de(o.parentElement,"picture",ce,ue),r=t=>e.querySelector(t),a=r(".stage"),s=r("img"),i=r(".shade"),c=r(".hint"),m=r(".review"),u=r(".values"),g=ee(u),x=te(r(".marks")),n=Q(r(".status"),Oe),d=o,v="look",p=null,w=null,S="",y=(t,l,b)=>d.send("edit",{kind:t,box:l,value:b,id:d.data.id}),T=ne(r(".card"),a,s,(t,l,b)=>{if(y(t,l,b),t!=="correct")return;p=W().find(f=>!O(f.box,l))?.box??l,R("look")}),k=t=>d.data.items.find(l=>t!==null&&O(l.box,t))??null,W=()=>d.data.items.filter(t=>t.needs_review).sort((t,l)=>t.confidence-l.confidence),A=t=>{p=t,L()},R=t=>{v=t,D.ready(v==="look"?null:he()),L()},_=t=>{v==="crop"?y("crop",t,null):p=t,R("look"),K()},he=()=>{let{items:t,width:l,height:b,crop:h}=d.data;if(v==="crop")return h??[.1*l,.1*b,.9*l,.9*b];let f=p??t[t.length>>1]?.box;if(f===void 0)return[.45*l,.4*b,.55*l,.6*b];let[E,M,z,I]=f;return[z,M,2*z-E,I]},L=()=>{let{items:t,width:l,height:b,crop:h,summary:f}=d.data;a.dataset.mode=v;for(let M of e.querySelectorAll("[data-mode]:not(.stage)"))M.setAttribute("aria-pressed",String(M.dataset.mode===v));let E=p===null?w:k(p);g(t,l,b,ye(),M=>[E!==null&&O(M.box,E.box)?"chosen":"",M.said?"said":"",M.gone?"gone":""].join(" ")),x(d.data.symbols,l,b),i.hidden=h===null,h!==null&&H(i,h,l,b),r(".summary").textContent=f,fe(W()),ve(h!==null),T.show(E??(p===null?null:be(p)),l),n.say(xe())},xe=()=>{let{items:t,summary:l}=d.data,b=D.box();if(b!==null)return ge(b);if(p===null)return l;let h=k(p)??be(p),f=h.gone||h.value===null?"":`${h.value}, `,E=t.indexOf(h);return`${f}${P(h)}${E<0?": which digit is it?":`, ${E+1} of ${t.length}`}`},ge=([t,l,b,h])=>{let{items:f,width:E,height:M}=d.data,z=f.filter(({box:[N,B,j,ke],gone:Me})=>{let[X,J]=[(N+j)/2,(B+ke)/2];return!Me&&X>t&&X<b&&J>l&&J<h}),I=(N,B,j)=>`${Math.round(100*N/j)} to ${Math.round(100*B/j)}%`;return`${`${I(t,b,E)} across, ${I(l,h,M)} down`}, ${z.length} of ${f.length} digits inside`},fe=t=>{for(m.hidden=t.length===0;m.children.length>t.length;)m.lastElementChild.remove();for(;m.children.length<t.length;)m.append(document.createElement("button"));t.forEach((l,b)=>{let h=m.children[b],f=l.value??"?";h.type="button",h.innerHTML=`<b>${f}</b>${$(l.confidence,0)}`,h.setAttribute("aria-pressed",String(p!==null&&O(l.box,p))),h.setAttribute("aria-label",`Check ${f}, ${$(l.confidence,0)} sure`),h.onclick=()=>{A(l.box),a.focus({preventScroll:!0})}})},G=document.createTextNode(""),C=document.createElement("button");C.type="button",C.textContent="Read the whole picture",C.addEventListener("click",()=>y("crop",null,null)),c.replaceChildren(G,C);let ve=t=>{G.data=D.box()===null?Re[v]:Ne,!t&&C.matches(":focus")&&a.focus({preventScroll:!0}),C.hidden=!t},K=()=>{p!==null&&r(".card").scrollIntoView({block:"nearest"})},ye=()=>{let t=d.data.items.map(f=>f.box[3]-f.box[1]).sort((f,E)=>f-E),b=(t[t.length>>1]??0)*a.clientHeight/d.data.height,h=Math.min(18,Math.max(10,.45*b));return u.style.setProperty("--label",`${h.toFixed(1)}px`),1.3*h*d.data.width/Math.max(1,a.clientWidth)},F=(t,l,b)=>{let h=d.data.width/Math.max(1,a.clientWidth),f=null,E=b*h;for(let M of d.data.items){let[z,I,U,N]=M.box,B=Math.hypot(Math.max(z-t,t-U,0),Math.max(I-l,l-N,0));(B<E||B===0&&E===0&&f===null)&&(E=B,f=M)}return f},we=re(a,r(".drag"),{isOn:()=>v!=="look",size:()=>[d.data.width,d.data.height],onBox:_,onTap(t,l){v==="look"&&(A(F(t,l,$e)?.box??null),K())},onHover(t,l){let b=v==="look"?F(t,l,1):null;b!==w&&(w=b,L())},onLeave(){w=null,L()}}),D=me(a,r(".selection"),{size:()=>[d.data.width,d.data.height],onChange:()=>L()}),V=t=>{let{items:l}=d.data,b=l.findIndex(f=>p!==null&&O(f.box,p)),h=b===-1?t===1?0:l.length-1:(b+t+l.length)%l.length;A(l[h]?.box??null),u.querySelector(".chosen")?.scrollIntoView({block:"nearest"})},Ee=t=>{if(t.ctrlKey||t.metaKey||t.altKey)return;let l=D.box();if(D.press(t))w=null;else if(t.key==="Enter"&&l!==null)_(l);else if(t.key==="ArrowRight")V(1);else if(t.key==="ArrowLeft")V(-1);else if(t.key==="Escape"&&v!=="look")R("look");else{if(l!==null||p===null)return;if(/^[0-9]$/.test(t.key))y("correct",p,Number(t.key));else if(t.key==="Delete")y("correct",p,null);else if(t.key==="Escape")A(null);else return}t.preventDefault()};for(let t of e.querySelectorAll("[data-mode]:not(.stage)"))t.addEventListener("click",l=>{R(t.dataset.mode),l.detail===0&&D.focus()});for(let t of e.querySelectorAll("[data-turn]"))t.addEventListener("click",()=>y("turn",null,Number(t.dataset.turn)));e.addEventListener("keydown",Ee),s.addEventListener("load",()=>L());let Y=new ResizeObserver(()=>L());return Y.observe(a),{update(t){let l=k(p);d=t,l!==null&&!l.said&&k(p)===null&&(p=null);let{id:b,src:h,width:f,height:E}=d.data;b!==S&&(S=b,p=null,w=null,R("look"),s.src=h,a.style.setProperty("--aspect",String(f/E))),w=w&&k(w.box),L()},dispose(){we(),n.dispose(),Y.disconnect()}}}function O(o,e){return o.every((r,a)=>Math.abs(r-e[a])<.5)}function be(o){return{value:null,reason:null,confidence:0,probabilities:new Array(10).fill(0),needs_review:!1,box:o,said:!1,gone:!1}}export{dt as default};
