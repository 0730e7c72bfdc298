/* inkdigits pad. Built from frontend/src, sha256 10834c117b5a5dc2951e8e0a5b925a4f2853c906b188360f64e1d0908aa2fd81. See THIRD_PARTY_NOTICES. */
function N(n){return n.replaceAll(`
`,", ").replaceAll("-","minus ")}function Q(n,t){let e=n.textContent??"",i;return{say(r){r!==e&&(e=r,window.clearTimeout(i),i=window.setTimeout(()=>{n.textContent!==r&&(n.textContent=r)},t))},dispose:()=>window.clearTimeout(i)}}function L(n,t){let e=100-10**-t;return`${Math.min(100*n,e).toFixed(t)}%`}function tt(n,t){let e=Array.from({length:10},(i,r)=>{let o=document.createElement("li");return o.innerHTML=`<span class="name">${r}</span><span class="track"><i></i></span><span class="percent"></span>`,t!==void 0&&o.addEventListener("click",()=>t(r)),n.append(o),o});return i=>{e.forEach((r,o)=>{let s=i?.probabilities[o]??0;r.style.setProperty("--share",s.toFixed(4)),r.dataset.probability=s.toFixed(4),r.classList.toggle("chosen",i?.value===o),r.querySelector(".percent").textContent=s<.005?"":L(s,0)})}}function et(n){return(t,e,i,r,o)=>{for(;n.children.length>t.length;)n.lastElementChild.remove();for(;n.children.length<t.length;){let s=document.createElement("div");s.append(document.createElement("b")),n.append(s)}t.forEach((s,a)=>{let d=n.children[a];it(d,s.box,e,i);let u=s.box[1]<r?"low":"";d.className=`${o?.(s)??""} ${u} ${s.needs_review?"doubtful":""}`,d.firstElementChild.textContent=s.value===null?"?":String(s.value)})}}function nt(n){return(t,e,i)=>{n.replaceChildren(...t.map(r=>{let o=document.createElement("div");return it(o,r,e,i),o}))}}function it(n,t,e,i){let r=(o,s)=>`${(100*o/s).toFixed(3)}%`;n.style.left=r(t[0],e),n.style.top=r(t[1],i),n.style.width=r(t[2]-t[0],e),n.style.height=r(t[3]-t[1],i)}var It=700,M=28;function rt(n,t){let e=n.querySelector(".answer"),i=n.querySelector(".value"),r=n.querySelector(".confidence"),o=n.querySelector(".note"),s=n.querySelector(".seen canvas"),a=n.querySelector(".ask"),d=tt(n.querySelector(".bars"),t),u=Q(n.querySelector("[role=status]"),It);return{show:(p,m)=>{let c=Ut(p),w=p?.digits[p.focus??0]??null;e.dataset.state=c.state,e.dataset.seq=String(p?.seq??0),i.textContent=c.value;let g=c.value.split(`
`);i.style.setProperty("--columns",String(Math.max(...g.map(x=>x.length)))),i.style.setProperty("--rows",String(g.length)),r.textContent=c.confidence,o.textContent=c.note,d(w),a.textContent=Bt(w,c.state,m),Nt(s,p?.seen??null),u.say(c.spoken)},dispose:u.dispose}}function Ut(n){if(n?.error)return{state:"error",value:"",confidence:"Could not read this",note:n.error,spoken:n.error};let t=(n?.digits??[]).filter(o=>o.reason!=="blank");if(t.length===0)return{state:"blank",value:"",confidence:"Nothing drawn yet",note:"The answer moves here while you draw.",spoken:"Nothing drawn yet"};let e=[...t,...n.symbols],i=e.reduce((o,s)=>o*s.confidence,1);if(t.every(o=>o.value===null))return{state:"not_a_digit",value:"",confidence:"Not a digit",note:`${L(i,1)} sure`,spoken:"Not a digit"};let r=n.text;return t.every(o=>o.said)&&n.symbols.length===0?{state:"digit",value:r,confidence:"As you said",note:"",spoken:`${N(r)}, as you said`}:{state:"digit",value:r,confidence:L(i,1),note:Rt(t)??Ht(e)??"sure",spoken:`${N(r)}, ${L(i,0)} sure`}}function Bt(n,t,e){return n===null||t==="blank"||t==="error"?"":n.said!==!0?e?"Right or wrong: tap what it is, to keep it.":"Not right? Tap what it is.":e?"Kept, to learn from.":"Not kept: that is chosen under Your hand."}function Ht(n){let t=n.filter(e=>e.needs_review).length;return t===0||n.length===1?null:`sure: look again at ${t} of ${n.length}`}function Rt(n){let t=n[0];if(n.length!==1||t===void 0||!t.needs_review)return null;let i=t.probabilities.map((r,o)=>({probability:r,value:o})).filter(r=>r.value!==t.value).sort((r,o)=>o.probability-r.probability)[0];return i===void 0||i.probability<.02?"sure: look again":`sure, could be ${i.value}`}function Nt(n,t){let e=n.getContext("2d");if(e.clearRect(0,0,M,M),t===null)return;let i=qt(getComputedStyle(n).color),r=atob(t),o=e.createImageData(M,M);for(let s=0;s<M*M;s+=1)o.data.set([...i,r.charCodeAt(s)],4*s);e.putImageData(o,0,0)}function qt(n){let[t=0,e=0,i=0]=(n.match(/[\d.]+/g)??[]).map(Number);return[t,e,i]}function ot(n,t){let e=null,i,r=!1,o=()=>{if(n===null)return;let s=new URL(n,window.location.origin+window.location.pathname);s.protocol=s.protocol.replace("http","ws"),e=new WebSocket(s),e.addEventListener("message",a=>t.onAnswer(JSON.parse(String(a.data)))),e.addEventListener("close",()=>{r||(i=window.setTimeout(o,2e3),t.onLost())})};return o(),{send(s){return e?.readyState!==WebSocket.OPEN?!1:(e.send(JSON.stringify(s)),!0)},dispose(){r=!0,window.clearTimeout(i),e?.close()}}}var Ft={p:"pen",e:"eraser","[":"thinner","]":"wider",w:"wide",s:"symbols",c:"clear",delete:"clear"};function st(n){if(n.altKey||lt(n))return null;let t=n.key.toLowerCase();return n.ctrlKey||n.metaKey?t==="z"?n.shiftKey?"redo":"undo":t==="y"?"redo":null:Ft[t]??null}function at(n){return n.altKey||n.ctrlKey||n.metaKey||lt(n)?null:/^[0-9]$/.test(n.key)?Number(n.key):null}function lt(n){let t=n.composedPath()[0];return t instanceof HTMLElement?t.isContentEditable||t.matches("textarea, select")?!0:t instanceof HTMLInputElement&&!["range","checkbox","radio","button"].includes(t.type):!1}function dt(n,t=33){let e=!1,i=null,r=-1/0,o,s=()=>{window.clearTimeout(o),o=void 0;let a=performance.now()-r;if(i!==null&&a>=3e3&&(i=null),!e)return;let d=(i===null?t:3e3)-a;if(d>0){o=window.setTimeout(s,d);return}e=!1,r=performance.now(),i=n()};return{changed(){e=!0,s()},answered(a){i!==null&&a>=i&&(i=null),window.clearTimeout(o),o=window.setTimeout(s,12)},forget(){e=!1},isIdle:()=>!e&&i===null,dispose:()=>window.clearTimeout(o)}}function ct(n){return{past:[],present:n,future:[]}}function O(n,t){return{past:[...n.past,n.present].slice(-200),present:t,future:[]}}function ut(n){let t=n.past.at(-1);return t===void 0?n:{past:n.past.slice(0,-1),present:t,future:[n.present,...n.future]}}function ht(n){let[t,...e]=n.future;return t===void 0?n:{past:[...n.past,n.present],present:t,future:e}}/*!
 * Signature Pad v5.1.4 | https://github.com/szimek/signature_pad
 * (c) 2026 Szymon Nowak | Released under the MIT license
 */var z=class{x;y;pressure;time;constructor(n,t,e,i){if(isNaN(n)||isNaN(t))throw new Error(`Point is invalid: (${n}, ${t})`);this.x=+n,this.y=+t,this.pressure=e||0,this.time=i||Date.now()}distanceTo(n){return Math.sqrt(Math.pow(this.x-n.x,2)+Math.pow(this.y-n.y,2))}equals(n){return this.x===n.x&&this.y===n.y&&this.pressure===n.pressure&&this.time===n.time}velocityFrom(n){return this.time!==n.time?this.distanceTo(n)/(this.time-n.time):0}},Gt=class pt{constructor(t,e,i,r,o,s){this.startPoint=t,this.control2=e,this.control1=i,this.endPoint=r,this.startWidth=o,this.endWidth=s}startPoint;control2;control1;endPoint;startWidth;endWidth;static fromPoints(t,e){let i=this.calculateControlPoints(t[0],t[1],t[2]).c2,r=this.calculateControlPoints(t[1],t[2],t[3]).c1;return new pt(t[1],i,r,t[2],e.start,e.end)}static calculateControlPoints(t,e,i){let r=t.x-e.x,o=t.y-e.y,s=e.x-i.x,a=e.y-i.y,d={x:(t.x+e.x)/2,y:(t.y+e.y)/2},u={x:(e.x+i.x)/2,y:(e.y+i.y)/2},l=Math.sqrt(r*r+o*o),p=Math.sqrt(s*s+a*a),m=d.x-u.x,c=d.y-u.y,w=l+p==0?0:p/(l+p),g={x:u.x+m*w,y:u.y+c*w},x=e.x-g.x,E=e.y-g.y;return{c1:new z(d.x+x,d.y+E),c2:new z(u.x+x,u.y+E)}}length(){let e=0,i,r;for(let o=0;o<=10;o+=1){let s=o/10,a=this.point(s,this.startPoint.x,this.control1.x,this.control2.x,this.endPoint.x),d=this.point(s,this.startPoint.y,this.control1.y,this.control2.y,this.endPoint.y);if(o>0){let u=a-i,l=d-r;e+=Math.sqrt(u*u+l*l)}i=a,r=d}return e}point(t,e,i,r,o){return e*(1-t)*(1-t)*(1-t)+3*i*(1-t)*(1-t)*t+3*r*(1-t)*t*t+o*t*t*t}},Kt=class{_et;constructor(){try{this._et=new EventTarget}catch{this._et=document}}addEventListener(n,t,e){this._et.addEventListener(n,t,e)}dispatchEvent(n){return this._et.dispatchEvent(n)}removeEventListener(n,t,e){this._et.removeEventListener(n,t,e)}};function jt(n,t=250){let e=0,i=null,r,o,s,a=()=>{e=Date.now(),i=null,r=n.apply(o,s),i||(o=null,s=[])};return function(...u){let l=Date.now(),p=t-(l-e);return o=this,s=u,p<=0||p>t?(i&&(clearTimeout(i),i=null),e=l,r=n.apply(o,s),i||(o=null,s=[])):i||(i=window.setTimeout(a,p)),r}}var mt=class q extends Kt{constructor(t,e={}){super(),this.canvas=t,this.velocityFilterWeight=e.velocityFilterWeight||.7,this.minWidth=e.minWidth||.5,this.maxWidth=e.maxWidth||2.5,this.throttle=e.throttle??16,this.minDistance=e.minDistance??5,this.dotSize=e.dotSize||0,this.penColor=e.penColor||"black",this.backgroundColor=e.backgroundColor||"rgba(0,0,0,0)",this.compositeOperation=e.compositeOperation||"source-over",this.canvasContextOptions=e.canvasContextOptions??{},this._strokeMoveUpdate=this.throttle?jt(q.prototype._strokeUpdate,this.throttle):q.prototype._strokeUpdate,this._handleMouseDown=this._handleMouseDown.bind(this),this._handleMouseMove=this._handleMouseMove.bind(this),this._handleMouseUp=this._handleMouseUp.bind(this),this._handleTouchStart=this._handleTouchStart.bind(this),this._handleTouchMove=this._handleTouchMove.bind(this),this._handleTouchEnd=this._handleTouchEnd.bind(this),this._handlePointerDown=this._handlePointerDown.bind(this),this._handlePointerMove=this._handlePointerMove.bind(this),this._handlePointerUp=this._handlePointerUp.bind(this),this._handlePointerCancel=this._handlePointerCancel.bind(this),this._handleTouchCancel=this._handleTouchCancel.bind(this),this._ctx=t.getContext("2d",this.canvasContextOptions),this.clear(),this.on()}canvas;dotSize;minWidth;maxWidth;penColor;minDistance;velocityFilterWeight;compositeOperation;backgroundColor;throttle;canvasContextOptions;_ctx;_drawingStroke=!1;_isEmpty=!0;_dataUrl;_dataUrlOptions;_lastPoints=[];_data=[];_lastVelocity=0;_lastWidth=0;_strokeMoveUpdate;_strokePointerId;clear(){let{_ctx:t,canvas:e}=this;t.fillStyle=this.backgroundColor,t.clearRect(0,0,e.width,e.height),t.fillRect(0,0,e.width,e.height),this._data=[],this._reset(this._getPointGroupOptions()),this._isEmpty=!0,this._dataUrl=void 0,this._dataUrlOptions=void 0,this._strokePointerId=void 0}redraw(){let t=this._data,e=this._dataUrl,i=this._dataUrlOptions;this.clear(),e&&this.fromDataURL(e,i),this.fromData(t,{clear:!1})}fromDataURL(t,e={}){return new Promise((i,r)=>{let o=new Image,s=e.ratio||window.devicePixelRatio||1,a=e.width||this.canvas.width/s,d=e.height||this.canvas.height/s,u=e.xOffset||0,l=e.yOffset||0;this._reset(this._getPointGroupOptions()),o.onload=()=>{this._ctx.drawImage(o,u,l,a,d),i()},o.onerror=p=>{r(p)},o.crossOrigin="anonymous",o.src=t,this._isEmpty=!1,this._dataUrl=t,this._dataUrlOptions={...e}})}toDataURL(t="image/png",e){return t==="image/svg+xml"?(typeof e!="object"&&(e=void 0),`data:image/svg+xml;base64,${btoa(this.toSVG(e))}`):(typeof e!="number"&&(e=void 0),this.canvas.toDataURL(t,e))}on(){this.canvas.style.touchAction="none",this.canvas.style.msTouchAction="none",this.canvas.style.userSelect="none",this.canvas.style.webkitUserSelect="none";let t=/Macintosh/.test(navigator.userAgent)&&"ontouchstart"in document;window.PointerEvent&&!t?this._handlePointerEvents():(this._handleMouseEvents(),"ontouchstart"in window&&this._handleTouchEvents())}off(){this.canvas.style.touchAction="auto",this.canvas.style.msTouchAction="auto",this.canvas.style.userSelect="auto",this.canvas.style.webkitUserSelect="auto",this.canvas.removeEventListener("pointerdown",this._handlePointerDown),this.canvas.removeEventListener("mousedown",this._handleMouseDown),this.canvas.removeEventListener("touchstart",this._handleTouchStart),this._removeMoveUpEventListeners()}_getListenerFunctions(){let t=window.document===this.canvas.ownerDocument?window:this.canvas.ownerDocument.defaultView??this.canvas.ownerDocument;return{addEventListener:t.addEventListener.bind(t),removeEventListener:t.removeEventListener.bind(t)}}_removeMoveUpEventListeners(){let{removeEventListener:t}=this._getListenerFunctions();t("pointermove",this._handlePointerMove),t("pointerup",this._handlePointerUp),t("pointercancel",this._handlePointerCancel),t("mousemove",this._handleMouseMove),t("mouseup",this._handleMouseUp),t("touchmove",this._handleTouchMove),t("touchend",this._handleTouchEnd),t("touchcancel",this._handleTouchCancel)}isEmpty(){return this._isEmpty}fromData(t,{clear:e=!0}={}){e&&this.clear(),this._fromData(t,this._drawCurve.bind(this),this._drawDot.bind(this),this._drawLine.bind(this)),this._data=this._data.concat(t)}toData(){return this._data}_isLeftButtonPressed(t,e){return e?t.buttons===1:(t.buttons&1)===1}_pointerEventToSignatureEvent(t){return{event:t,type:t.type,x:t.clientX,y:t.clientY,pressure:"pressure"in t?t.pressure:0}}_touchEventToSignatureEvent(t){let e=t.changedTouches[0];return{event:t,type:t.type,x:e.clientX,y:e.clientY,pressure:e.force}}_handleMouseDown(t){!this._isLeftButtonPressed(t,!0)||this._drawingStroke||this._strokeBegin(this._pointerEventToSignatureEvent(t))}_handleMouseMove(t){if(!this._isLeftButtonPressed(t,!0)||!this._drawingStroke){this._strokeEnd(this._pointerEventToSignatureEvent(t),!1);return}this._strokeMoveUpdate(this._pointerEventToSignatureEvent(t))}_handleMouseUp(t){this._isLeftButtonPressed(t)||this._strokeEnd(this._pointerEventToSignatureEvent(t))}_handleTouchStart(t){t.targetTouches.length!==1||this._drawingStroke||(t.cancelable&&t.preventDefault(),this._strokeBegin(this._touchEventToSignatureEvent(t)))}_handleTouchMove(t){if(t.targetTouches.length===1){if(t.cancelable&&t.preventDefault(),!this._drawingStroke){this._strokeEnd(this._touchEventToSignatureEvent(t),!1);return}this._strokeMoveUpdate(this._touchEventToSignatureEvent(t))}}_handleTouchEnd(t){t.targetTouches.length===0&&(t.cancelable&&t.preventDefault(),this._strokeEnd(this._touchEventToSignatureEvent(t)))}_handlePointerCancel(t){this._allowPointerId(t)&&(t.preventDefault(),this._strokeEnd(this._pointerEventToSignatureEvent(t),!1))}_handleTouchCancel(t){t.cancelable&&t.preventDefault(),this._strokeEnd(this._touchEventToSignatureEvent(t),!1)}_getPointerId(t){return t.persistentDeviceId||t.pointerId}_allowPointerId(t,e=!1){return typeof this._strokePointerId>"u"?e:this._getPointerId(t)===this._strokePointerId}_handlePointerDown(t){this._drawingStroke||!this._isLeftButtonPressed(t)||!this._allowPointerId(t,!0)||(this._strokePointerId=this._getPointerId(t),t.preventDefault(),this._strokeBegin(this._pointerEventToSignatureEvent(t)))}_handlePointerMove(t){if(this._allowPointerId(t)){if(!this._isLeftButtonPressed(t,!0)||!this._drawingStroke){this._strokeEnd(this._pointerEventToSignatureEvent(t),!1);return}t.preventDefault(),this._strokeMoveUpdate(this._pointerEventToSignatureEvent(t))}}_handlePointerUp(t){this._isLeftButtonPressed(t)||!this._allowPointerId(t)||(t.preventDefault(),this._strokeEnd(this._pointerEventToSignatureEvent(t)))}_getPointGroupOptions(t){return{penColor:t&&"penColor"in t?t.penColor:this.penColor,dotSize:t&&"dotSize"in t?t.dotSize:this.dotSize,minWidth:t&&"minWidth"in t?t.minWidth:this.minWidth,maxWidth:t&&"maxWidth"in t?t.maxWidth:this.maxWidth,velocityFilterWeight:t&&"velocityFilterWeight"in t?t.velocityFilterWeight:this.velocityFilterWeight,compositeOperation:t&&"compositeOperation"in t?t.compositeOperation:this.compositeOperation}}_strokeBegin(t){if(!this.dispatchEvent(new CustomEvent("beginStroke",{detail:t,cancelable:!0})))return;let{addEventListener:i}=this._getListenerFunctions();switch(t.event.type){case"mousedown":i("mousemove",this._handleMouseMove,{passive:!1}),i("mouseup",this._handleMouseUp,{passive:!1});break;case"touchstart":i("touchmove",this._handleTouchMove,{passive:!1}),i("touchend",this._handleTouchEnd,{passive:!1}),i("touchcancel",this._handleTouchCancel,{passive:!1});break;case"pointerdown":i("pointermove",this._handlePointerMove,{passive:!1}),i("pointerup",this._handlePointerUp,{passive:!1}),i("pointercancel",this._handlePointerCancel,{passive:!1});break;default:}this._drawingStroke=!0;let r=this._getPointGroupOptions(),o={...r,points:[]};this._data.push(o),this._reset(r),this._strokeUpdate(t)}_strokeUpdate(t){if(!this._drawingStroke)return;if(this._data.length===0){this._strokeBegin(t);return}this.dispatchEvent(new CustomEvent("beforeUpdateStroke",{detail:t}));let e=this._createPoint(t.x,t.y,t.pressure),i=this._data[this._data.length-1],r=i.points,o=r.length>0&&r[r.length-1],s=o?e.distanceTo(o)<=this.minDistance:!1,a=this._getPointGroupOptions(i);if(!o||!(o&&s)){let d=this._addPoint(e,a);o?d&&this._drawCurve(d,a):this._drawDot(e,a),r.push({time:e.time,x:e.x,y:e.y,pressure:e.pressure})}this.dispatchEvent(new CustomEvent("afterUpdateStroke",{detail:t}))}_strokeEnd(t,e=!0){this._removeMoveUpEventListeners(),this._drawingStroke&&(e&&this._strokeUpdate(t),this._drawingStroke=!1,this._strokePointerId=void 0,this.dispatchEvent(new CustomEvent("endStroke",{detail:t})))}_handlePointerEvents(){this._drawingStroke=!1,this.canvas.addEventListener("pointerdown",this._handlePointerDown,{passive:!1})}_handleMouseEvents(){this._drawingStroke=!1,this.canvas.addEventListener("mousedown",this._handleMouseDown,{passive:!1})}_handleTouchEvents(){this.canvas.addEventListener("touchstart",this._handleTouchStart,{passive:!1})}_reset(t){this._lastPoints=[],this._lastVelocity=0,this._lastWidth=(t.minWidth+t.maxWidth)/2,this._ctx.fillStyle=t.penColor,this._ctx.globalCompositeOperation=t.compositeOperation}_createPoint(t,e,i){let r=this.canvas.getBoundingClientRect();return new z(t-r.left,e-r.top,i,new Date().getTime())}_addPoint(t,e){let{_lastPoints:i}=this;if(i.push(t),i.length>2){i.length===3&&i.unshift(i[0]);let r=this._calculateCurveWidths(i[1],i[2],e),o=Gt.fromPoints(i,r);return i.shift(),o}return null}_calculateCurveWidths(t,e,i){let r=i.velocityFilterWeight*e.velocityFrom(t)+(1-i.velocityFilterWeight)*this._lastVelocity,o=this._strokeWidth(r,i),s={end:o,start:this._lastWidth};return this._lastVelocity=r,this._lastWidth=o,s}_strokeWidth(t,e){return Math.max(e.maxWidth/(t+1),e.minWidth)}_drawCurveSegment(t,e,i){let r=this._ctx;r.moveTo(t,e),r.arc(t,e,i,0,2*Math.PI,!1),this._isEmpty=!1}_drawCurve(t,e){let i=this._ctx,r=t.endWidth-t.startWidth,o=Math.ceil(t.length())*2;i.beginPath(),i.fillStyle=e.penColor;for(let s=0;s<o;s+=1){let a=s/o,d=a*a,u=d*a,l=1-a,p=l*l,m=p*l,c=m*t.startPoint.x;c+=3*p*a*t.control1.x,c+=3*l*d*t.control2.x,c+=u*t.endPoint.x;let w=m*t.startPoint.y;w+=3*p*a*t.control1.y,w+=3*l*d*t.control2.y,w+=u*t.endPoint.y;let g=Math.min(t.startWidth+u*r,e.maxWidth);this._drawCurveSegment(c,w,g)}i.closePath(),i.fill()}_getDotSize(t){return t.dotSize>0?t.dotSize:(t.minWidth+t.maxWidth)/2}_drawDot(t,e){let i=this._ctx,r=this._getDotSize(e);i.beginPath(),this._drawCurveSegment(t.x,t.y,r),i.closePath(),i.fillStyle=e.penColor,i.fill()}_drawLine(t,e,i){let r=this._ctx;r.save(),r.beginPath(),r.moveTo(t.x,t.y),r.lineTo(e.x,e.y),r.lineWidth=this._getDotSize(i)*2,r.lineCap="round",r.strokeStyle=i.penColor,r.stroke(),r.restore(),this._isEmpty=!1}_fromData(t,e,i,r){for(let o of t){let{points:s}=o,a=this._getPointGroupOptions(o);if(s.length>2)for(let d=0;d<s.length;d+=1){let u=s[d],l=new z(u.x,u.y,u.pressure,u.time);d===0&&this._reset(a);let p=this._addPoint(l,a);p&&e(p,a)}else s.length===2?(this._reset(a),r(s[0],s[1],a)):(this._reset(a),i(s[0],a))}}toSVG({includeBackgroundColor:t=!1,includeDataUrl:e=!1}={}){let i=this._data,r=Math.max(window.devicePixelRatio||1,1),o=0,s=0,a=this.canvas.width/r,d=this.canvas.height/r,u=document.createElementNS("http://www.w3.org/2000/svg","svg");if(u.setAttribute("xmlns","http://www.w3.org/2000/svg"),u.setAttribute("xmlns:xlink","http://www.w3.org/1999/xlink"),u.setAttribute("viewBox",`${o} ${s} ${a} ${d}`),u.setAttribute("width",a.toString()),u.setAttribute("height",d.toString()),t&&this.backgroundColor){let l=document.createElement("rect");l.setAttribute("width","100%"),l.setAttribute("height","100%"),l.setAttribute("fill",this.backgroundColor),u.appendChild(l)}if(e&&this._dataUrl){let l=this._dataUrlOptions?.ratio||window.devicePixelRatio||1,p=this._dataUrlOptions?.width||this.canvas.width/l,m=this._dataUrlOptions?.height||this.canvas.height/l,c=this._dataUrlOptions?.xOffset||0,w=this._dataUrlOptions?.yOffset||0,g=document.createElement("image");g.setAttribute("x",c.toString()),g.setAttribute("y",w.toString()),g.setAttribute("width",p.toString()),g.setAttribute("height",m.toString()),g.setAttribute("preserveAspectRatio","none"),g.setAttribute("href",this._dataUrl),u.appendChild(g)}return this._fromData(i,(l,{penColor:p})=>{let m=document.createElement("path");if(!isNaN(l.control1.x)&&!isNaN(l.control1.y)&&!isNaN(l.control2.x)&&!isNaN(l.control2.y)){let c=`M ${l.startPoint.x.toFixed(3)},${l.startPoint.y.toFixed(3)} C ${l.control1.x.toFixed(3)},${l.control1.y.toFixed(3)} ${l.control2.x.toFixed(3)},${l.control2.y.toFixed(3)} ${l.endPoint.x.toFixed(3)},${l.endPoint.y.toFixed(3)}`;m.setAttribute("d",c),m.setAttribute("stroke-width",(l.endWidth*2.25).toFixed(3)),m.setAttribute("stroke",p),m.setAttribute("fill","none"),m.setAttribute("stroke-linecap","round"),u.appendChild(m)}},(l,{penColor:p,dotSize:m,minWidth:c,maxWidth:w})=>{let g=document.createElement("circle"),x=m>0?m:(c+w)/2;g.setAttribute("r",x.toString()),g.setAttribute("cx",l.x.toString()),g.setAttribute("cy",l.y.toString()),g.setAttribute("fill",p),u.appendChild(g)},(l,p,m)=>{let c=document.createElement("line");c.setAttribute("x1",l.x.toString()),c.setAttribute("y1",l.y.toString()),c.setAttribute("x2",p.x.toString()),c.setAttribute("y2",p.y.toString()),c.setAttribute("stroke",m.penColor),c.setAttribute("stroke-width",(this._getDotSize(m)*2).toString()),c.setAttribute("stroke-linecap","round"),u.appendChild(c)}),u.outerHTML}};var b={width:400,height:300};function gt(n,t){let e=F(n),i=document.createElement("canvas"),r=new mt(n,{throttle:0,minDistance:1,penColor:"transparent"}),o=[],s=null,a=null,d={erases:!1,width:16},u="black",l=()=>{e.save(),e.setTransform(1,0,0,1,0,0),e.globalCompositeOperation="copy",e.drawImage(i,0,0),e.restore(),s!==null&&G(e,[s],u)},p=()=>{n.width!==0&&(i.width=n.width,i.height=n.height,G(F(i),o,u),l())},m=()=>{let{width:c,height:w}=n.getBoundingClientRect(),g=window.devicePixelRatio||1,x=Math.round(c*g),E=Math.round(w*g);x===0||x===n.width&&E===n.height||(n.width=x,n.height=E,p())};return r.addEventListener("beginStroke",()=>{s={...d,points:[]}}),r.addEventListener("afterUpdateStroke",()=>{let c=r.toData().at(-1)?.points.at(-1);if(s===null||c===void 0)return;let w=b.width/n.getBoundingClientRect().width;a={x:c.x*w,y:c.y*w};let g=s.points.at(-1);g?.x===a.x&&g.y===a.y||(s={...s,points:[...s.points,a]},l(),t.onInk())}),r.addEventListener("endStroke",()=>{s!==null&&(o=[...o,s]),s=null,r.clear(),p(),t.onStroke(o)}),{setBrush(c){d=c},setColor(c){u!==c&&(u=c,p())},show(c){o=c,p()},fit:m,isDrawing:()=>s!==null,drawing:()=>s===null?o:[...o,s],lastPoint:()=>a,dispose:()=>r.off()}}function W(n,t){let e=F(n);return e.setTransform(1,0,0,1,0,0),e.clearRect(0,0,n.width,n.height),G(e,t,"black"),e.globalCompositeOperation="destination-over",e.fillStyle="white",e.fillRect(0,0,b.width,b.height),e.globalCompositeOperation="source-over",n}function F(n){return n.getContext("2d",{willReadFrequently:!0})}function G(n,t,e){let{canvas:i}=n;n.setTransform(i.width/b.width,0,0,i.height/b.height,0,0),n.lineCap=n.lineJoin="round",n.strokeStyle=e;for(let r of t)n.globalCompositeOperation=r.erases?"destination-out":"source-over",n.lineWidth=r.width,n.stroke(new Path2D(K(r.points)));n.globalCompositeOperation="source-over"}function K(n){let[t]=n;if(t===void 0)return"";let e=[`M${t.x} ${t.y}`];for(let r=1;r<n.length-1;r+=1){let[o,s]=[n[r],n[r+1]];e.push(`Q${o.x} ${o.y} ${(o.x+s.x)/2} ${(o.y+s.y)/2}`)}let i=n.at(-1);return e.push(`L${n.length===1?i.x+.01:i.x} ${i.y}`),e.join("")}function ft(n,t){let e,i=()=>{window.clearTimeout(e),Vt(n,t())};return window.addEventListener("pagehide",i),document.addEventListener("visibilitychange",()=>document.hidden&&i()),()=>{window.clearTimeout(e),e=window.setTimeout(i,500)}}function Vt(n,t){try{window.sessionStorage.setItem(bt(n),JSON.stringify(t))}catch{}}function wt(n){try{return JSON.parse(window.sessionStorage.getItem(bt(n))??"null")}catch{return null}}function bt(n){return`inkdigits-drawing-${n}`}var vt=`/* What all components of the page share. */

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
`;var xt=Date.now();function yt(n){let t=[],e=0,i=0,r,o=()=>{window.clearTimeout(r),r=void 0},s=(a=!1)=>{let d=0,u=t.filter(({size:p},m)=>(d+=p)<=12e6||m===0),l=u.at(-1)?.number??0;u.length===0||l<=e&&!a||(e=Math.max(e,l),o(),r=window.setTimeout(()=>s(!0),(3e3+Math.min(d,12e6)/100)*2**i),i+=1,n(u.map(({number:p,name:m,value:c})=>({number:p,name:m,value:c}))))};return{send(a,d,u=!1){xt+=1,u&&(t=t.filter(l=>l.name!==a)),t.push({number:xt,name:a,value:d,size:JSON.stringify(d).length}),s()},taken(a){let d=t.length;t=t.filter(u=>u.number>a),t.length<d&&(i=0),t.length===0?o():s(r===void 0)},rest:o}}var Xt=100;function kt(n){let t=new WeakMap,e,{send:i,taken:r,rest:o}=yt(s=>e.setTriggerValue("sent",s));return s=>{e=s;let{data:a,parentElement:d}=s,u={data:a,parentElement:d,send:i};r(a?.taken??0);let l=t.get(d);l===void 0&&(l={...n(u),calls:0},t.set(d,l)),l.calls+=1,l.update(u);let{calls:p}=l,m=()=>{if(l.calls===p){if(d.isConnected){window.setTimeout(m,Xt);return}l.dispose(),o(),t.delete(d)}};return m}}function _t(n,t,e,i){let r=document.createElement("style");r.textContent=vt+e;let o=document.createElement("div");return o.className=`root ${t}`,o.innerHTML=i,n.append(r,o),o}var Et=`.pad {
  --gap: 24px;
  display: grid;
  grid-template-columns: minmax(0, 1fr) minmax(300px, 380px);
  gap: var(--gap) 40px;
  align-items: stretch;
}

.wide.pad {
  grid-template-columns: minmax(0, 1fr);
}

@media (min-width: 761px) {
  .wide .desk {
    --usual: calc(100% - 420px); /* without the answer and the gap beside it */
  }

  .wide .answer {
    display: grid;
    grid-template-columns: minmax(0, 5fr) minmax(0, 4fr) auto;
    align-items: start;
  }

  .wide .keys {
    display: none;
  }

  .wide .headline {
    min-height: 0;
  }

  .wide .bars {
    gap: 0;
  }

  .wide .seen {
    flex-direction: column;
    width: 150px;
    margin: 0;
  }
}

/* Drawing */

.draw {
  display: flex;
  flex-direction: column;
  gap: 14px;
  min-width: 0;
}

/* As large as its units say, at the scale of the usual canvas; smaller where there is no room. */

.desk {
  --usual: 100%;
  position: relative;
  width: calc(var(--usual) * var(--units-wide, 400) / 400);
  max-width: 100%;
}

/* A phone on its side: the canvas leaves room to scroll by, and for the answer. */

@media (orientation: landscape) and (max-width: 760px) and (max-height: 480px) {
  .desk {
    max-width: min(100%, calc(72svh * var(--units-wide, 400) / var(--units-high, 300)));
  }
}

.corner {
  position: absolute;
  right: -16px;
  bottom: -16px;
  padding: 0;
  color: var(--muted);
  cursor: nwse-resize;
  touch-action: none;
}

.corner:hover {
  background: none;
  color: var(--ink);
}

.paper {
  position: relative;
  border: 1px solid var(--line);
  border-radius: 16px;
  background: var(--surface);
  overflow: hidden;
}

.paper canvas {
  display: block;
  width: 100%;
  aspect-ratio: var(--units-wide, 400) / var(--units-high, 300);
  color: var(--ink);
  touch-action: none;
  user-select: none;
  -webkit-user-select: none;
}

.hint {
  position: absolute;
  inset: 0;
  display: grid;
  place-items: center;
  color: var(--muted);
  font-size: 18px;
  pointer-events: none;
  opacity: 0;
  transition: opacity 120ms;
}

.paper[data-empty="true"] .boxes {
  visibility: hidden;
}

.paper[data-empty="true"] .hint {
  opacity: 1;
}

/* Tools */

.tools {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 12px 20px;
}

.actions {
  display: flex;
  gap: 4px;
  margin-left: auto;
}

.width {
  display: flex;
  align-items: center;
  gap: 10px;
  height: 44px;
}

.dot {
  width: 5px;
  height: 5px;
  border-radius: 50%;
  background: var(--muted);
  flex: none;
}

.dot.large {
  width: 15px;
  height: 15px;
}

input[type="range"] {
  width: 96px;
  min-width: 0;
  height: 44px;
  margin: 0;
  background: transparent;
  accent-color: var(--accent);
  cursor: pointer;
}

.keys {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 4px 6px;
  color: var(--muted);
  font-size: 13px;
}

kbd {
  padding: 1px 6px;
  border: 1px solid var(--line);
  border-radius: 5px;
  background: var(--surface);
  color: var(--ink);
  font: inherit;
  font-size: 12px;
}

kbd:not(:first-child):not(kbd + kbd) {
  margin-left: 12px;
}

/* Answer */

.answer {
  display: flex;
  flex-direction: column;
  gap: var(--gap);
  min-width: 0;
}

.headline {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 4px 24px;
  min-height: 148px;
}

.value {
  min-width: 96px;
  color: var(--accent);
  --columns: 1;
  --rows: 1;
  --most: 148px;
  font-size: clamp(20px, min(calc(340px / max(1.6, var(--columns)) / 0.56), calc(var(--most) / var(--rows))), var(--most));
  font-weight: 600;
  white-space: pre;
  font-variant-numeric: lining-nums tabular-nums;
  line-height: 1;
  letter-spacing: -0.03em;
}

.value:empty {
  display: none;
}

.confidence {
  font-size: 26px;
  font-weight: 600;
  font-variant-numeric: tabular-nums;
  line-height: 1.2;
}

.note {
  color: var(--muted);
}

.bars li {
  cursor: pointer;
}

.bars li:hover .name {
  color: var(--accent);
}

.remarks {
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: 12px;
  min-height: 44px;
  margin: -16px 0;
  font-size: 14px;
}

.remarks button {
  flex: none;
  margin-left: auto;
  border: 1px solid var(--line);
  font-size: inherit;
}

.ask {
  color: var(--muted);
}

.seen {
  display: flex;
  align-items: center;
  gap: 16px;
  margin-top: auto;
}

.seen canvas {
  width: 84px;
  height: 84px;
  flex: none;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--surface);
  color: var(--ink);
  image-rendering: pixelated;
}

figcaption {
  color: var(--muted);
  font-size: 14px;
}

figcaption b {
  display: block;
  color: var(--ink);
  font-weight: 600;
}

/* Phones: one column, and bars that stand */

@media (max-width: 760px) {
  .pad {
    --gap: 14px;
    grid-template-columns: minmax(0, 1fr);
  }

  .tools {
    gap: 6px 4px;
  }

  .actions {
    display: contents;
  }

  .actions button {
    padding: 0 6px;
    font-size: 14px;
  }

  .actions [data-command="undo"] {
    margin-left: auto;
  }

  .actions [data-command="wide"] {
    order: 4;
  }

  .actions .arrow,
  .choice span,
  .actions span,
  .keys {
    display: none;
  }

  .width {
    order: 3;
    flex: 1 1 60%;
  }

  .width input {
    flex: 1;
  }

  .headline {
    gap: 4px 16px;
    min-height: 76px;
  }

  .value {
    --most: 76px;
    min-width: 56px;
  }

  .confidence {
    font-size: 22px;
  }

  .remarks {
    margin: -10px 0;
  }

  .seen canvas {
    width: 56px;
    height: 56px;
  }
}

@media (prefers-reduced-motion: reduce) {
  .hint {
    transition: none;
  }
}
`;var St=`<section class="draw" aria-label="Drawing">
  <div class="desk">
  <div class="paper" data-empty="true">
    <canvas role="img" aria-label="Drawing area: draw digits with the mouse, a finger or a pen"></canvas>
    <div class="boxes marks" aria-hidden="true"></div>
    <div class="boxes values" aria-hidden="true"></div>
    <p class="hint" aria-hidden="true">Draw a digit, a number or several lines</p>
  </div>
  <button type="button" class="corner" role="slider" aria-valuemin="200" aria-valuemax="1200" aria-label="Size of the canvas: drag, or press the arrow keys" title="Drag to change the size, double-click for the usual one">
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M19 9L9 19M19 15l-4 4"/></svg>
  </button>
  </div>
  <div class="tools" role="group" aria-label="Drawing tools">
    <div class="choice" role="group" aria-label="Tool">
      <button type="button" data-command="pen" aria-label="Pen" title="Pen (P)" aria-pressed="true">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 20l1-4.5L16.5 4a2 2 0 0 1 2.8 0l.7.7a2 2 0 0 1 0 2.8L8.5 19 4 20zM14.5 6l3.5 3.5"/></svg>
        <span>Pen</span>
      </button>
      <button type="button" data-command="eraser" aria-label="Eraser" title="Eraser (E)" aria-pressed="false">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 19.500l-5-5a1.8 1.8 0 0 1 0-2.500l8.5-8.500a1.8 1.8 0 0 1 2.5 0l5 5a1.8 1.8 0 0 1 0 2.500l-8.5 8.500zM8 7.800l8 8M9 19.500h11"/></svg>
        <span>Eraser</span>
      </button>
    </div>
    <label class="width" title="Line width ([ and ])">
      <span class="dot" aria-hidden="true"></span>
      <input type="range" min="4" max="40" step="2" value="16" aria-label="Line width" />
      <span class="dot large" aria-hidden="true"></span>
    </label>
    <div class="actions">
      <button type="button" data-command="undo" aria-label="Undo" title="Undo (Ctrl+Z)">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8.5 4.500L4 9l4.5 4.500M4.5 9H14a5.5 5.5 0 0 1 0 11H8"/></svg>
      </button>
      <button type="button" data-command="redo" aria-label="Redo" title="Redo (Ctrl+Shift+Z)">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M15.5 4.500L20 9l-4.5 4.500M19.5 9H10a5.5 5.5 0 0 0 0 11h6"/></svg>
      </button>
      <button type="button" data-command="png" aria-label="Save as PNG" title="Save the drawing as PNG">
        <svg class="arrow" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.500M4.5 19.500h15"/></svg>
        PNG
      </button>
      <button type="button" data-command="svg" aria-label="Save as SVG" title="Save the drawing as SVG">SVG</button>
      <button type="button" data-command="wide" aria-label="Wide canvas" title="Wide canvas (W)" aria-pressed="false">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 12h18M6.500 8L2.500 12l4 4M17.500 8l4 4-4 4"/></svg>
      </button>
      <button type="button" data-command="clear" aria-label="Clear" title="Clear (Del or C)">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4.5 6.500h15M9.5 6V4h5v2M6.5 6.500l1 13.500h9l1-13.500M10.2 10.500v6M13.8 10.500v6"/></svg>
      </button>
    </div>
  </div>
  <p class="keys">
    <kbd>P</kbd> pen <kbd>E</kbd> eraser <kbd>[</kbd><kbd>]</kbd> width <kbd>Ctrl</kbd><kbd>Z</kbd> undo
    <kbd>Del</kbd> clear <kbd>W</kbd> wide <kbd>S</kbd> <span>. , - /</span> <kbd>0\u20139</kbd> say what it is
  </p>
</section>
<section class="answer" aria-label="Reading" aria-busy="false" data-state="blank">
  <div class="headline">
    <p class="value" aria-hidden="true"></p>
    <div class="words" aria-hidden="true">
      <p class="confidence"></p>
      <p class="note"></p>
    </div>
  </div>
  <p class="status" role="status" aria-live="polite"></p>
  <ol class="bars" aria-hidden="true"></ol>
  <div class="remarks">
    <p class="ask"></p>
    <button type="button" data-command="symbols" aria-label="Read . , - / : too: point, comma, minus, slash, colon" title="So that 3.14, -42, 12/07 and 12:30 are read as written (S)" aria-pressed="false">Read . , - / : too</button>
  </div>
  <figure class="seen">
    <canvas width="28" height="28" role="img" aria-label="The digit as the network sees it"></canvas>
    <figcaption><b>What the network sees</b> Your ink, centred and scaled to 28 \xD7 28 pixels.</figcaption>
  </figure>
</section>
`;var Qt=4;function Tt(n){Pt("inkdigits-drawing.png",W(I(Qt*b.width),n).toDataURL("image/png"))}function Mt(n){let t=URL.createObjectURL(new Blob([te(n)],{type:"image/svg+xml"}));Pt("inkdigits-drawing.svg",t),window.setTimeout(()=>URL.revokeObjectURL(t),1e3)}function te(n){let{width:t,height:e}=b,i="";return n.forEach((o,s)=>{let a=d=>`<path d="${K(o.points)}" stroke="${d}" stroke-width="${o.width}"/>`;if(o.erases){let d=`maskUnits="userSpaceOnUse" x="0" y="0" width="${t}" height="${e}"`;i=`${`<mask id="e${s}" ${d}><rect width="${t}" height="${e}" fill="white"/>${a("black")}</mask>`}<g mask="url(#e${s})">${i}</g>`}else i+=a("black")}),`<svg xmlns="http://www.w3.org/2000/svg" width="${t}" height="${e}" viewBox="0 0 ${t} ${e}"><rect width="${t}" height="${e}" fill="white"/><g fill="none" stroke-linecap="round" stroke-linejoin="round">${i}</g></svg>
`}function I(n){let t=document.createElement("canvas");return t.width=n,t.height=Math.round(n*b.height/b.width),t}function Pt(n,t){let e=document.createElement("a");e.download=n,e.href=t,e.click()}function Ct(n,t,e,i){let r=n?.drawing===t?n.values:[];return{drawing:t,values:[...r.filter(o=>!U(o.box,e)),{box:e,value:i}]}}function U(n,t){let e=Math.min(n[2],t[2])-Math.max(n[0],t[0]),i=Math.min(n[3],t[3])-Math.max(n[1],t[1]),r=s=>(s[2]-s[0])*(s[3]-s[1]),o=Math.max(0,e)*Math.max(0,i);return o>(r(n)+r(t)-o)/2}function Dt(n,t,e){if(t===null||t.drawing!==e||t.values.length===0)return n;let i=n.digits.map(s=>{let a=t.values.find(({box:u})=>U(u,s.box))?.value;if(a===void 0)return s;let d=s.probabilities.map((u,l)=>l===a?1:0);return{...s,value:a,reason:null,confidence:1,probabilities:d,needs_review:!1,said:!0}}),r=0,o=n.text.replace(/[0-9?]/g,()=>String(i[r++]?.value??"?"));return{...n,digits:i,text:o}}var k={least:{width:200,height:150},usual:{width:400,height:300},wide:{width:800,height:300},most:{width:1200,height:800}},B=20,ee={ArrowLeft:[-B,0],ArrowRight:[B,0],ArrowUp:[0,-B],ArrowDown:[0,B]};function At(n,t){let e=null,i=r=>{let{x:o,y:s,size:a,scale:d}=e;return Lt({width:a.width+(r.clientX+window.scrollX-o)/d,height:a.height+(r.clientY+window.scrollY-s)/d})};n.addEventListener("pointerdown",r=>{if(!r.isPrimary||r.button!==0)return;n.setPointerCapture(r.pointerId);let[o,s]=[r.clientX+window.scrollX,r.clientY+window.scrollY];e={x:o,y:s,size:t.size(),scale:t.scale()},r.preventDefault()}),n.addEventListener("pointermove",r=>{e!==null&&t.resize(i(r),!1)});for(let r of["pointerup","pointercancel"])n.addEventListener(r,()=>{e!==null&&(e=null,t.resize(t.size(),!0))});n.addEventListener("dblclick",()=>t.resize(k.usual,!0)),n.addEventListener("keydown",r=>{let o=ee[r.key];if(o===void 0||r.ctrlKey||r.metaKey||r.altKey)return;r.preventDefault();let{width:s,height:a}=t.size();t.resize(Lt({width:s+o[0],height:a+o[1]}),!0)})}function Lt({width:n,height:t}){let e=(i,r,o)=>Math.round(Math.min(o,Math.max(r,i)));return{width:e(n,k.least.width,k.most.width),height:e(t,k.least.height,k.most.height)}}var A={least:4,most:40,step:2,usual:16},ne=24,ie=2.5,re={text:"",digits:[],symbols:[],focus:null,seen:null,error:null},$t=new Map,Ve=kt(se);function oe(n){let t=$t.get(n);if(t!==void 0)return t;let e=wt(n),i={history:ct(e?.drawing??[]),tool:"pen",width:A.usual,size:e?.size??k.usual,symbols:e?.symbols??!1,seq:0,answer:null,said:null,keep:ft(n,()=>{let{history:r,size:o,symbols:s}=i;return{drawing:r.present,size:o,symbols:s}})};return $t.set(n,i),i}function se(n){let t=_t(n.parentElement,"pad",Et,St),e=oe(n.data.key),i=t.querySelector(".paper canvas"),r=t.querySelector(".paper"),o=t.querySelector(".answer"),s=t.querySelector(".corner"),a=t.querySelector("input[type=range]"),d=rt(t,h=>V(h)),u=et(t.querySelector(".values")),l=nt(t.querySelector(".marks")),p=I(b.width),m=n,c=gt(i,{onInk(){r.dataset.empty="false",x()},onStroke(h){$(O(e.history,h))}}),w=()=>{let h=c.lastPoint(),f=W(p,c.drawing()).toDataURL("image/png").replace(/^.*,/,""),v=h===null?null:[zt(h.x),zt(h.y)],{seq:y,symbols:_}=e;return{seq:y,png:f,touched:v,settled:!c.isDrawing(),symbols:_,hand:m.data.hand}},g=dt(()=>{e.seq+=1;let h=w();return Ot(t,"inkdigits-sent",e.seq),j.send(h)||m.send("frame",h,!0),e.seq}),x=()=>{g.changed(),o.ariaBusy="true"},E=h=>{h.seq<(e.answer?.seq??0)||(e.answer=h,P(),Ot(t,"inkdigits-shown",h.seq),g.answered(h.seq),o.ariaBusy=String(!g.isIdle()))},j=ot(n.data.channel,{onAnswer:E,onLost:()=>!g.isIdle()&&x()}),V=h=>{let{answer:f}=e,v=f?.digits[f.focus??0];v===void 0||c.isDrawing()||!g.isIdle()||(e.said=Ct(e.said,e.history.present,v.box,h),P(),Y())},Y=()=>{let{answer:h,said:f,history:v}=e,y=f?.drawing===v.present?f.values.at(-1):void 0,_=y&&h?.digits.find(({box:C})=>U(C,y.box));!m.data.keeps||y===void 0||_===void 0||m.send("said",{...w(),box:_.box,value:y.value})},P=()=>{let h=e.history.present,f=h.length===0&&!c.isDrawing()&&!g.isIdle(),v=e.answer&&(f?{...e.answer,...re}:e.answer),y=v&&Dt(v,e.said,h);d.show(y,m.data.keeps);let _=(y?.digits??[]).filter(D=>D.value!==null),C=_.length>1?y?.digits[y.focus??-1]:null;u(_,b.width,b.height,ne,D=>D===C?"focus":""),l((y?.symbols??[]).map(D=>D.box),b.width,b.height)},S=h=>t.querySelector(`[data-command=${h}]`),T=()=>{let{history:h,tool:f,width:v,symbols:y}=e;S("pen").setAttribute("aria-pressed",String(f==="pen")),S("eraser").setAttribute("aria-pressed",String(f==="eraser")),S("symbols").setAttribute("aria-pressed",String(y)),S("undo").setAttribute("aria-disabled",String(h.past.length===0)),S("redo").setAttribute("aria-disabled",String(h.future.length===0)),S("clear").setAttribute("aria-disabled",String(h.present.length===0));for(let C of["png","svg"])S(C).setAttribute("aria-disabled",String(h.present.length===0));a.value=String(v),a.style.setProperty("--width",String(v)),r.dataset.empty=String(h.present.length===0&&!c.isDrawing());let _={erases:f==="eraser",width:f==="eraser"?v*ie:v};c.setBrush(_),i.style.cursor=ae(_.width*i.clientWidth/b.width/2)},$=h=>{h!==e.history&&(e.history=h,e.keep(),h.present!==c.drawing()&&c.show(h.present),T(),x(),h.present.length===0&&P())},H=h=>{e.size=h,Object.assign(b,h),p=I(b.width),t.style.setProperty("--units-wide",String(h.width)),t.style.setProperty("--units-high",String(h.height));let f=h.width>k.usual.width;t.classList.toggle("wide",f),s.setAttribute("aria-valuenow",String(h.width)),s.setAttribute("aria-valuetext",`${h.width} by ${h.height}`),S("wide").setAttribute("aria-pressed",String(f)),c.fit(),c.show(e.history.present),T(),P()},R=h=>{e.width=Math.min(A.most,Math.max(A.least,h)),T()},Wt={pen:()=>(e.tool="pen",T()),eraser:()=>(e.tool="eraser",T()),thinner:()=>R(e.width-A.step),wider:()=>R(e.width+A.step),undo:()=>$(ut(e.history)),redo:()=>$(ht(e.history)),wide:()=>(H(e.size.width>k.usual.width?k.usual:k.wide),x()),symbols:()=>(e.symbols=!e.symbols,T(),x()),clear:()=>e.history.present.length>0&&$(O(e.history,[])),png:()=>e.history.present.length>0&&Tt(e.history.present),svg:()=>e.history.present.length>0&&Mt(e.history.present)},X=h=>{c.isDrawing()||Wt[h]()},J=h=>{if(i.offsetParent===null)return;let[f,v]=[st(h),at(h)];f===null&&v===null||(h.preventDefault(),h.stopImmediatePropagation(),f!==null?X(f):V(v))},Z=new ResizeObserver(()=>{c.fit(),T()});for(let h of t.querySelectorAll("[data-command]"))h.addEventListener("click",()=>X(h.dataset.command));return a.addEventListener("input",()=>R(Number(a.value))),window.addEventListener("keydown",J,{capture:!0}),Z.observe(i),At(s,{size:()=>e.size,scale:()=>i.clientWidth/b.width,resize(h,f){c.isDrawing()||(H(h),f&&x())}}),H(e.size),{update(h){let{keeps:f,hand:v}=m.data;m=h,!f&&m.data.keeps&&Y(),c.setColor(getComputedStyle(i).color);let{answer:y}=m.data;y===null||y.seq<(e.answer?.seq??0)?P():E(y),!(e.history.present.length===0||!g.isIdle())&&(e.answer===null||String(v)!==String(m.data.hand))&&x()},dispose(){c.isDrawing()&&(e.history=O(e.history,c.drawing())),e.keep(),window.removeEventListener("keydown",J,{capture:!0}),Z.disconnect(),g.dispose(),j.dispose(),d.dispose(),c.dispose()}}}function Ot(n,t,e){n.dispatchEvent(new CustomEvent(t,{detail:{seq:e},bubbles:!0,composed:!0}))}function ae(n){let t=Math.min(60,Math.max(3,n)),e=Math.ceil(2*t+4),i=(o,s)=>`<circle cx="${e/2}" cy="${e/2}" r="${t}" fill="none" stroke="${o}" stroke-width="${s}"/>`,r=`<svg xmlns="http://www.w3.org/2000/svg" width="${e}" height="${e}">${i("white",3)}${i("black",1)}</svg>`;return`url("data:image/svg+xml,${encodeURIComponent(r)}") ${e/2} ${e/2}, crosshair`}function zt(n){return Math.round(10*n)/10}export{Ve as default};
