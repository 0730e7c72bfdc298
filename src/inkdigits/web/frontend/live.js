/* inkdigits live. Built from frontend/src, sha256 2e0da2686bc886fe2b8e7a4490d5acab187729b9a52882a1ca7a5d30329d3860. See THIRD_PARTY_NOTICES. */
async function S(t){if(!window.isSecureContext||navigator.mediaDevices===void 0)throw new DOMException("","InsecureContext");let e=t===null?{facingMode:"environment"}:{deviceId:{exact:t}};return navigator.mediaDevices.getUserMedia({audio:!1,video:{...e,width:{ideal:1920},height:{ideal:1080}}})}async function E(t){let n=(await navigator.mediaDevices.enumerateDevices()).filter(a=>a.kind==="videoinput").map(a=>a.deviceId);if(n.length<2)return null;let o=t.getVideoTracks()[0]?.getSettings().deviceId??"";return n[(n.indexOf(o)+1)%n.length]??null}function D(t){let e=window.location.port||"80";switch(t instanceof DOMException?t.name:""){case"InsecureContext":return["This browser gives the camera only to pages with HTTPS.",`Open the page on the computer that runs it, as http://localhost:${e}, or put HTTPS in front of it (one line: caddy reverse-proxy --from your.name --to localhost:${e}). A photo taken with the phone's own camera can be chosen under Photo.`];case"NotAllowedError":return["The browser was told not to give the camera to this page.","Allow the camera in the site's settings, left of the address, and start again."];case"NotFoundError":case"OverconstrainedError":return["No camera was found.","Connect one and start again, or choose a picture under Photo."];case"NotReadableError":return["Another program holds the camera.","Close it and start again."];default:return["The camera did not start.","Start again, or choose a picture under Photo."]}}function A(t){return(e,n,o,a,r)=>{for(;t.children.length>e.length;)t.lastElementChild.remove();for(;t.children.length<e.length;){let i=document.createElement("div");i.append(document.createElement("b")),t.append(i)}e.forEach((i,c)=>{let s=t.children[c];P(s,i.box,n,o);let u=i.box[1]<a?"low":"";s.className=`${r?.(i)??""} ${u} ${i.needs_review?"doubtful":""}`,s.firstElementChild.textContent=i.value===null?"?":String(i.value)})}}function H(t){return(e,n,o)=>{t.replaceChildren(...e.map(a=>{let r=document.createElement("div");return P(r,a,n,o),r}))}}function P(t,e,n,o){let a=(r,i)=>`${(100*r/i).toFixed(3)}%`;t.style.left=a(e[0],n),t.style.top=a(e[1],o),t.style.width=a(e[2]-e[0],n),t.style.height=a(e[3]-e[1],o)}function B(t,e=33){let n=!1,o=null,a=-1/0,r,i=()=>{window.clearTimeout(r),r=void 0;let c=performance.now()-a;if(o!==null&&c>=3e3&&(o=null),!n)return;let s=(o===null?e:3e3)-c;if(s>0){r=window.setTimeout(i,s);return}n=!1,a=performance.now(),o=t()};return{changed(){n=!0,i()},answered(c){o!==null&&c>=o&&(o=null),window.clearTimeout(r),r=window.setTimeout(i,12)},forget(){n=!1},isIdle:()=>!n&&o===null,dispose:()=>window.clearTimeout(r)}}var O=`.live {
  display: grid;
  grid-template-columns: minmax(0, 1fr) minmax(240px, 340px);
  gap: 20px 40px;
  align-items: start;
}

[hidden] {
  display: none !important;
}

.view {
  display: grid;
  gap: 12px;
  min-width: 0;
}

.stage {
  position: relative;
  width: min(100%, calc(56vh * var(--aspect, 1.33)));
  aspect-ratio: var(--aspect, 1.33);
  margin: 0 auto;
  border-radius: 16px;
  background: var(--surface);
  outline: 1px solid var(--line);
  overflow: hidden;
}

.stage video,
.stage canvas {
  position: absolute;
  inset: 0;
  width: 100%;
  height: 100%;
}

.stage[data-state="off"] video,
.stage[data-state="off"] .boxes {
  visibility: hidden;
}

.start {
  position: absolute;
  inset: 0;
  display: grid;
  place-content: center;
  justify-items: center;
  gap: 12px;
  padding: 16px;
  color: var(--muted);
  text-align: center;
}

.stage:not([data-state="off"]) .start {
  display: none;
}

.boxes {
  --blue: #0060a8;
  --orange: #b04400;
}

.boxes div {
  border: 2px solid var(--blue);
  box-shadow: 0 0 0 1px rgb(255 255 255 / 70%);
}

.boxes b {
  background: var(--blue);
  color: white;
}

.boxes .doubtful {
  border-color: var(--orange);
}

.boxes .doubtful b {
  background: var(--orange);
}

.tools {
  display: flex;
  flex-wrap: wrap;
  gap: 8px;
}

.tools button {
  border: 1px solid var(--line);
  background: var(--surface);
}

button.main {
  padding: 0 18px;
  border: 0;
  background: var(--accent);
  color: var(--st-background-color, #ffffff);
}

.help {
  padding: 12px 16px;
  border: 1px solid var(--doubt);
  border-radius: 12px;
}

.help p + p {
  margin-top: 6px;
  color: var(--muted);
}

.reading {
  display: grid;
  gap: 6px;
}

.text {
  min-height: 56px;
  color: var(--accent);
  font-size: 40px;
  font-weight: 600;
  font-variant-numeric: lining-nums tabular-nums;
  line-height: 1.2;
  overflow-wrap: anywhere;
  white-space: pre-wrap;
}

.text[data-long="true"] {
  font-size: 24px;
}

.note {
  color: var(--muted);
}

@media (max-width: 760px) {
  .boxes b {
    min-width: 0;
    padding: 0 3px;
    font-size: 12px;
    line-height: 15px;
  }

  .live {
    grid-template-columns: minmax(0, 1fr);
  }

  .tools button {
    flex: 1 1 auto;
  }
}
`;var I=`<section class="view" aria-label="Camera">
  <div class="stage" data-state="off">
    <video playsinline muted autoplay aria-label="What the camera sees"></video>
    <canvas class="still" hidden role="img" aria-label="The picture that was kept"></canvas>
    <div class="boxes marks" aria-hidden="true"></div>
    <div class="boxes values" aria-hidden="true"></div>
    <div class="start">
      <button type="button" data-do="start" class="main">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3.500 8h4l1.500-2.500h6L16.500 8h4v11.500h-17zM12 10a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7"/></svg>
        Start the camera
      </button>
      <p>Digits are read while you point the camera at them.</p>
    </div>
  </div>
  <div class="help" role="alert" hidden></div>
  <div class="tools" role="group" aria-label="Camera tools">
    <button type="button" data-do="photo" class="main" hidden>Take a photo</button>
    <button type="button" data-do="pause" hidden>Pause</button>
    <button type="button" data-do="other" hidden>Other camera</button>
    <button type="button" data-do="stop" hidden>Stop</button>
  </div>
</section>
<section class="reading" aria-label="Reading" aria-live="polite">
  <p class="text"></p>
  <p class="note">Nothing read yet</p>
</section>
`;var j=`/* What all components of the page share. */

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
`;var N=Date.now();function z(t){let e=[],n=0,o=()=>{let a=0,r=e.filter(({size:c},s)=>(a+=c)<=12e6||s===0),i=r.at(-1)?.number??0;i<=n||(n=i,t(r.map(({number:c,name:s,value:u})=>({number:c,name:s,value:u}))))};return{send(a,r,i=!1){N+=1,i&&(e=e.filter(c=>c.name!==a)),e.push({number:N,name:a,value:r,size:JSON.stringify(r).length}),o()},taken(a){e=e.filter(r=>r.number>a),o()}}}var J=100;function R(t){let e=new WeakMap,n,{send:o,taken:a}=z(r=>n.setTriggerValue("sent",r));return r=>{n=r;let{data:i,parentElement:c}=r,s={data:i,parentElement:c,send:o};a(i?.taken??0);let u=e.get(c);u===void 0&&(u={...t(s),calls:0},e.set(c,u)),u.calls+=1,u.update(s);let{calls:w}=u,m=()=>{if(u.calls===w){if(c.isConnected){window.setTimeout(m,J);return}u.dispose(),e.delete(c)}};return m}}function F(t,e,n,o){let a=document.createElement("style");a.textContent=j+n;let r=document.createElement("div");return r.className=`root ${e}`,r.innerHTML=o,t.append(a,r),r}async function q(t,e){let n=t.size<=8e6?t:await K(t);return{name:e,data:await Q(n)}}async function K(t){try{let e=await createImageBitmap(t),n=document.createElement("canvas");n.width=e.width,n.height=e.height;let o=n.getContext("2d");return o.fillStyle="white",o.fillRect(0,0,n.width,n.height),o.drawImage(e,0,0),await new Promise(a=>n.toBlob(r=>a(r??t),"image/jpeg",.92))}catch{return t}}function Q(t){return new Promise((e,n)=>{let o=new FileReader;o.onload=()=>e(String(o.result).replace(/^.*?,/,"")),o.onerror=()=>n(o.error),o.readAsDataURL(t)})}var X=800,_=120,Z=.75,ee=20,x=0,ye=R(te);function te(t){let e=F(t.parentElement,"live",O,I),n=d=>e.querySelector(d),o=n(".stage"),a=n("video"),r=n(".still"),i=n(".help"),c=n(".text"),s=d=>n(`[data-do=${d}]`),u=A(n(".values")),w=H(n(".marks")),m=document.createElement("canvas"),b=t,p=null,k,T=0,h=B(()=>{x+=1,$(m,g()==="paused"?r:a,X);let d=m.toDataURL("image/jpeg",Z).replace(/^.*?,/,"");return b.send("frame",{seq:x,jpeg:d},!0),x},_),g=()=>o.dataset.state??"off",f=d=>{o.dataset.state=d,r.hidden=d!=="paused";for(let l of["photo","pause","other","stop"])s(l).hidden=d==="off";s("pause").textContent=d==="paused"?"Go on":"Pause",s("photo").textContent=d==="paused"?"Read this picture":"Take a photo"},M=async d=>{i.hidden=!0;try{v(),p=await S(d),a.srcObject=p,await a.play(),o.style.setProperty("--aspect",String(a.videoWidth/a.videoHeight)),T=x+1,f("on"),s("other").hidden=await E(p)===null,k=window.setInterval(()=>g()==="on"&&h.changed(),_)}catch(l){v(),i.replaceChildren(...D(l).map(ne)),i.hidden=!1}},v=()=>{window.clearInterval(k),p?.getTracks().forEach(d=>d.stop()),p=null,f("off")},L=()=>{$(r,a,1/0),f("paused")},G=()=>{if(g()==="paused")return f("on");L(),h.changed()},V=async()=>{g()==="on"&&L(),h.forget();let d=await new Promise(y=>r.toBlob(y,"image/jpeg",.95));if(d===null)return;s("photo").textContent="Reading\u2026";let l=new Date().toTimeString().slice(0,8).replaceAll(":","-");b.send("photo",await q(d,`photo ${l}.jpg`))},C=d=>{let l=d!==null&&d.seq>=T&&g()!=="off"?d:null,y=ee*(l?.width??1)/Math.max(1,o.clientWidth);u(l?.digits??[],l?.width??1,l?.height??1,y),w(l?.symbols??[],l?.width??1,l?.height??1),c.textContent=l?.text??"",c.dataset.long=String((l?.text.length??0)>24),n(".note").textContent=l?.error??l?.summary??"Nothing read yet",e.dataset.seq=String(l?.seq??0)};return s("start").addEventListener("click",()=>{M(null)}),s("pause").addEventListener("click",G),s("photo").addEventListener("click",()=>{V()}),s("stop").addEventListener("click",()=>(v(),C(null))),s("other").addEventListener("click",()=>{p!==null&&E(p).then(M)}),{update(d){b=d;let{answer:l}=b.data;C(l),l!==null&&h.answered(l.seq)},dispose(){v(),h.dispose()}}}function $(t,e,n){let[o,a]=e instanceof HTMLVideoElement?[e.videoWidth,e.videoHeight]:[e.width,e.height],r=Math.min(1,n/Math.max(o,a));t.width=Math.round(o*r),t.height=Math.round(a*r),t.getContext("2d").drawImage(e,0,0,t.width,t.height)}function ne(t){let e=document.createElement("p");return e.textContent=t,e}export{ye as default};
