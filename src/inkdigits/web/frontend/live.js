/* inkdigits live. Built from frontend/src, sha256 10834c117b5a5dc2951e8e0a5b925a4f2853c906b188360f64e1d0908aa2fd81. See THIRD_PARTY_NOTICES. */
function I(t){return t.replaceAll(`
`,", ").replaceAll("-","minus ")}function j(t,e){let n=t.textContent??"",o;return{say(r){r!==n&&(n=r,window.clearTimeout(o),o=window.setTimeout(()=>{t.textContent!==r&&(t.textContent=r)},e))},dispose:()=>window.clearTimeout(o)}}async function N(t){if(!window.isSecureContext||navigator.mediaDevices===void 0)throw new DOMException("","InsecureContext");let e=t===null?{facingMode:"environment"}:{deviceId:{exact:t}};return navigator.mediaDevices.getUserMedia({audio:!1,video:{...e,width:{ideal:1920},height:{ideal:1080}}})}async function A(t){let n=(await navigator.mediaDevices.enumerateDevices()).filter(r=>r.kind==="videoinput").map(r=>r.deviceId);if(n.length<2)return null;let o=t.getVideoTracks()[0]?.getSettings().deviceId??"";return n[(n.indexOf(o)+1)%n.length]??null}function R(t){let e=window.location.port||"80";switch(t instanceof DOMException?t.name:""){case"InsecureContext":return["This browser gives the camera only to pages with HTTPS.",`Open the page on the computer that runs it, as http://localhost:${e}, or put HTTPS in front of it (one line: caddy reverse-proxy --from your.name --to localhost:${e}). A photo taken with the phone's own camera can be chosen under Photo.`];case"NotAllowedError":return["The browser was told not to give the camera to this page.","Allow the camera in the site's settings, left of the address, and start again."];case"NotFoundError":case"OverconstrainedError":return["No camera was found.","Connect one and start again, or choose a picture under Photo."];case"NotReadableError":return["Another program holds the camera.","Close it and start again."];case"AbortError":return["The camera was taken away.","Connect it, or come back to this page, and start again."];default:return["The camera did not start.","Start again, or choose a picture under Photo."]}}function z(t){return(e,n,o,r,a)=>{for(;t.children.length>e.length;)t.lastElementChild.remove();for(;t.children.length<e.length;){let d=document.createElement("div");d.append(document.createElement("b")),t.append(d)}e.forEach((d,c)=>{let i=t.children[c];$(i,d.box,n,o);let p=d.box[1]<r?"low":"";i.className=`${a?.(d)??""} ${p} ${d.needs_review?"doubtful":""}`,i.firstElementChild.textContent=d.value===null?"?":String(d.value)})}}function F(t){return(e,n,o)=>{t.replaceChildren(...e.map(r=>{let a=document.createElement("div");return $(a,r,n,o),a}))}}function $(t,e,n,o){let r=(a,d)=>`${(100*a/d).toFixed(3)}%`;t.style.left=r(e[0],n),t.style.top=r(e[1],o),t.style.width=r(e[2]-e[0],n),t.style.height=r(e[3]-e[1],o)}function q(t,e=33){let n=!1,o=null,r=-1/0,a,d=()=>{window.clearTimeout(a),a=void 0;let c=performance.now()-r;if(o!==null&&c>=3e3&&(o=null),!n)return;let i=(o===null?e:3e3)-c;if(i>0){a=window.setTimeout(d,i);return}n=!1,r=performance.now(),o=t()};return{changed(){n=!0,d()},answered(c){o!==null&&c>=o&&(o=null),window.clearTimeout(a),a=window.setTimeout(d,12)},forget(){n=!1},isIdle:()=>!n&&o===null,dispose:()=>window.clearTimeout(a)}}var W=`.live {
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
  forced-color-adjust: none;
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
  border-color: transparent; /* seen where the system chooses the colours */
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
`;var _=`<section class="view" aria-label="Camera">
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
<section class="reading" aria-label="Reading">
  <p class="text"></p>
  <p class="note">Nothing read yet</p>
  <p class="status" role="status"></p>
</section>
`;var G=`/* What all components of the page share. */

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
`;var V=Date.now();function U(t){let e=[],n=0,o=0,r,a=()=>{window.clearTimeout(r),r=void 0},d=(c=!1)=>{let i=0,p=e.filter(({size:g},h)=>(i+=g)<=12e6||h===0),u=p.at(-1)?.number??0;p.length===0||u<=n&&!c||(n=Math.max(n,u),a(),r=window.setTimeout(()=>d(!0),(3e3+Math.min(i,12e6)/100)*2**o),o+=1,t(p.map(({number:g,name:h,value:v})=>({number:g,name:h,value:v}))))};return{send(c,i,p=!1){V+=1,p&&(e=e.filter(u=>u.name!==c)),e.push({number:V,name:c,value:i,size:JSON.stringify(i).length}),d()},taken(c){let i=e.length;e=e.filter(p=>p.number>c),e.length<i&&(o=0),e.length===0?a():d(r===void 0)},rest:a}}var ae=100;function Y(t){let e=new WeakMap,n,{send:o,taken:r,rest:a}=U(d=>n.setTriggerValue("sent",d));return d=>{n=d;let{data:c,parentElement:i}=d,p={data:c,parentElement:i,send:o};r(c?.taken??0);let u=e.get(i);u===void 0&&(u={...t(p),calls:0},e.set(i,u)),u.calls+=1,u.update(p);let{calls:g}=u,h=()=>{if(u.calls===g){if(i.isConnected){window.setTimeout(h,ae);return}u.dispose(),a(),e.delete(i)}};return h}}function J(t,e,n,o){let r=document.createElement("style");r.textContent=G+n;let a=document.createElement("div");return a.className=`root ${e}`,a.innerHTML=o,t.append(r,a),a}async function K(t,e){let n=t.size<=8e6?t:await ie(t);return{name:e,data:await se(n)}}async function ie(t){try{let e=await createImageBitmap(t),n=document.createElement("canvas");n.width=e.width,n.height=e.height;let o=n.getContext("2d");return o.fillStyle="white",o.fillRect(0,0,n.width,n.height),o.drawImage(e,0,0),await new Promise(r=>n.toBlob(a=>r(a??t),"image/jpeg",.92))}catch{return t}}function se(t){return new Promise((e,n)=>{let o=new FileReader;o.onload=()=>e(String(o.result).replace(/^.*?,/,"")),o.onerror=()=>n(o.error),o.readAsDataURL(t)})}var de=800,Q=120,le=.75,ce=700,ue=20,L=0,Be=Y(pe);function pe(t){let e=J(t.parentElement,"live",W,_),n=l=>e.querySelector(l),o=n(".stage"),r=n("video"),a=n(".still"),d=n(".help"),c=n(".text"),i=l=>n(`[data-do=${l}]`),p=z(n(".values")),u=F(n(".marks")),g=j(n(".status"),ce),h=document.createElement("canvas"),v=t,f=null,D,H=0,w=0,k=!1,y=q(()=>{L+=1,X(h,x()==="paused"?a:r,de);let l=h.toDataURL("image/jpeg",le).replace(/^.*?,/,"");return v.send("frame",{seq:L,jpeg:l},!0),L},Q),x=()=>o.dataset.state??"off",T=l=>{let s=e.getRootNode().activeElement;k=!1,o.dataset.state=l,a.hidden=l!=="paused";for(let b of["photo","pause","other","stop"])i(b).hidden=l==="off";i("pause").textContent=l==="paused"?"Go on":"Pause",i("photo").textContent=l==="paused"?"Read this picture":"Take a photo",s!==null&&e.contains(s)&&s.getClientRects().length===0&&i(l==="off"?"start":"photo").focus()},P=async l=>{d.hidden=!0,E();let s=w,m=null;try{if(m=await N(l),s!==w||(r.srcObject=m,await r.play(),s!==w))return C(m);f=m,m.getVideoTracks()[0]?.addEventListener("ended",()=>f===m&&Z()),M(r.videoWidth,r.videoHeight),H=L+1,T("on"),i("other").hidden=await A(f)===null,D=window.setInterval(()=>x()==="on"&&y.changed(),Q)}catch(b){if(C(m),s!==w)return;E(),O(b)}},O=l=>{d.replaceChildren(...R(l).map(me)),d.hidden=!1},Z=()=>{E(),S(null),O(new DOMException("","AbortError"))},M=(l,s)=>{s>0&&o.style.setProperty("--aspect",String(l/s))},E=()=>{w+=1,window.clearInterval(D),C(f),f=null,T("off")},B=()=>{X(a,r,1/0),M(a.width,a.height),T("paused")},ee=()=>{if(x()==="paused")return M(r.videoWidth,r.videoHeight),T("on");B(),y.changed()},te=async()=>{if(k)return;x()==="on"&&B(),k=!0,y.forget();let l=await new Promise(m=>a.toBlob(m,"image/jpeg",.95));if(l===null){k=!1;return}i("photo").textContent="Reading\u2026";let s=new Date().toTimeString().slice(0,8).replaceAll(":","-");v.send("photo",await K(l,`photo ${s}.jpg`))},S=l=>{let s=l!==null&&l.seq>=H&&x()!=="off"?l:null,m=ue*(s?.width??1)/Math.max(1,o.clientWidth);p(s?.digits??[],s?.width??1,s?.height??1,m),u(s?.symbols??[],s?.width??1,s?.height??1),c.textContent=s?.text??"",c.dataset.long=String((s?.text.length??0)>24);let b=s?.error??s?.summary??"Nothing read yet";n(".note").textContent=b,g.say(s?.text?`${I(s.text)}: ${b}`:b),e.dataset.seq=String(s?.seq??0)};return r.addEventListener("resize",()=>x()==="on"&&M(r.videoWidth,r.videoHeight)),i("start").addEventListener("click",()=>{P(null)}),i("pause").addEventListener("click",ee),i("photo").addEventListener("click",()=>{te()}),i("stop").addEventListener("click",()=>(E(),S(null))),i("other").addEventListener("click",()=>{f!==null&&A(f).then(P)}),{update(l){v=l;let{answer:s}=v.data;S(s),s!==null&&y.answered(s.seq)},dispose(){E(),y.dispose(),g.dispose()}}}function C(t){t?.getTracks().forEach(e=>e.stop())}function X(t,e,n){let[o,r]=e instanceof HTMLVideoElement?[e.videoWidth,e.videoHeight]:[e.width,e.height],a=Math.min(1,n/Math.max(o,r));t.width=Math.round(o*a),t.height=Math.round(r*a),t.getContext("2d").drawImage(e,0,0,t.width,t.height)}function me(t){let e=document.createElement("p");return e.textContent=t,e}export{Be as default};
