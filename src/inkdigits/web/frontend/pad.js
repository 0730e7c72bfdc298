/* inkdigits pad. Built from frontend/src, sha256 2e0da2686bc886fe2b8e7a4490d5acab187729b9a52882a1ca7a5d30329d3860. See THIRD_PARTY_NOTICES. */
function P(n,t){let e=100-10**-t;return`${Math.min(100*n,e).toFixed(t)}%`}function V(n,t){let e=Array.from({length:10},(i,r)=>{let o=document.createElement("li");return o.innerHTML=`<span class="name">${r}</span><span class="track"><i></i></span><span class="percent"></span>`,t!==void 0&&o.addEventListener("click",()=>t(r)),n.append(o),o});return i=>{e.forEach((r,o)=>{let s=i?.probabilities[o]??0;r.style.setProperty("--share",s.toFixed(4)),r.dataset.probability=s.toFixed(4),r.classList.toggle("chosen",i?.value===o),r.querySelector(".percent").textContent=s<.005?"":P(s,0)})}}function Y(n){return(t,e,i,r,o)=>{for(;n.children.length>t.length;)n.lastElementChild.remove();for(;n.children.length<t.length;){let s=document.createElement("div");s.append(document.createElement("b")),n.append(s)}t.forEach((s,a)=>{let c=n.children[a];J(c,s.box,e,i);let l=s.box[1]<r?"low":"";c.className=`${o?.(s)??""} ${l} ${s.needs_review?"doubtful":""}`,c.firstElementChild.textContent=s.value===null?"?":String(s.value)})}}function X(n){return(t,e,i)=>{n.replaceChildren(...t.map(r=>{let o=document.createElement("div");return J(o,r,e,i),o}))}}function J(n,t,e,i){let r=(o,s)=>`${(100*o/s).toFixed(3)}%`;n.style.left=r(t[0],e),n.style.top=r(t[1],i),n.style.width=r(t[2]-t[0],e),n.style.height=r(t[3]-t[1],i)}var At=700,M=28;function Z(n,t){let e=n.querySelector(".answer"),i=n.querySelector(".value"),r=n.querySelector(".confidence"),o=n.querySelector(".note"),s=n.querySelector("[role=status]"),a=n.querySelector(".seen canvas"),c=n.querySelector(".ask"),l=V(n.querySelector(".bars"),t),d,h=p=>{window.clearTimeout(d),d=window.setTimeout(()=>{s.textContent!==p&&(s.textContent=p)},At)};return{show:(p,w)=>{let m=zt(p),y=p?.digits[p.focus??0]??null;e.dataset.state=m.state,e.dataset.seq=String(p?.seq??0),i.textContent=m.value;let _=m.value.split(`
`);i.style.setProperty("--columns",String(Math.max(..._.map(D=>D.length)))),i.style.setProperty("--rows",String(_.length)),r.textContent=m.confidence,o.textContent=m.note,l(y),c.textContent=$t(y,m.state,w),Ut(a,p?.seen??null),h(m.spoken)},dispose:()=>window.clearTimeout(d)}}function zt(n){if(n?.error)return{state:"error",value:"",confidence:"Could not read this",note:n.error,spoken:n.error};let t=(n?.digits??[]).filter(o=>o.reason!=="blank");if(t.length===0)return{state:"blank",value:"",confidence:"Nothing drawn yet",note:"The answer moves here while you draw.",spoken:"Nothing drawn yet"};let e=[...t,...n.symbols],i=e.reduce((o,s)=>o*s.confidence,1);if(t.every(o=>o.value===null))return{state:"not_a_digit",value:"",confidence:"Not a digit",note:`${P(i,1)} sure`,spoken:"Not a digit"};let r=n.text;if(t.every(o=>o.said)&&n.symbols.length===0){let o=`${r.replaceAll(`
`,", ")}, as you said`;return{state:"digit",value:r,confidence:"As you said",note:"",spoken:o}}return{state:"digit",value:r,confidence:P(i,1),note:Wt(t)??Ot(e)??"sure",spoken:`${r.replaceAll(`
`,", ")}, ${P(i,0)} sure`}}function $t(n,t,e){return n===null||t==="blank"||t==="error"?"":n.said!==!0?e?"Right or wrong: tap what it is, to keep it.":"Not right? Tap what it is.":e?"Kept, to learn from.":"Not kept: that is chosen under Your hand."}function Ot(n){let t=n.filter(e=>e.needs_review).length;return t===0||n.length===1?null:`sure: look again at ${t} of ${n.length}`}function Wt(n){let t=n[0];if(n.length!==1||t===void 0||!t.needs_review)return null;let i=t.probabilities.map((r,o)=>({probability:r,value:o})).filter(r=>r.value!==t.value).sort((r,o)=>o.probability-r.probability)[0];return i===void 0||i.probability<.02?"sure: look again":`sure, could be ${i.value}`}function Ut(n,t){let e=n.getContext("2d");if(e.clearRect(0,0,M,M),t===null)return;let i=It(getComputedStyle(n).color),r=atob(t),o=e.createImageData(M,M);for(let s=0;s<M*M;s+=1)o.data.set([...i,r.charCodeAt(s)],4*s);e.putImageData(o,0,0)}function It(n){let[t=0,e=0,i=0]=(n.match(/[\d.]+/g)??[]).map(Number);return[t,e,i]}function Q(n,t){let e=null,i,r=!1,o=()=>{if(n===null)return;let s=new URL(n,window.location.origin+window.location.pathname);s.protocol=s.protocol.replace("http","ws"),e=new WebSocket(s),e.addEventListener("message",a=>t.onAnswer(JSON.parse(String(a.data)))),e.addEventListener("close",()=>{r||(i=window.setTimeout(o,2e3),t.onLost())})};return o(),{send(s){return e?.readyState!==WebSocket.OPEN?!1:(e.send(JSON.stringify(s)),!0)},dispose(){r=!0,window.clearTimeout(i),e?.close()}}}var Ht={p:"pen",e:"eraser","[":"thinner","]":"wider",w:"wide",s:"symbols",c:"clear",delete:"clear"};function tt(n){if(n.altKey||nt(n))return null;let t=n.key.toLowerCase();return n.ctrlKey||n.metaKey?t==="z"?n.shiftKey?"redo":"undo":t==="y"?"redo":null:Ht[t]??null}function et(n){return n.altKey||n.ctrlKey||n.metaKey||nt(n)?null:/^[0-9]$/.test(n.key)?Number(n.key):null}function nt(n){let t=n.composedPath()[0];return t instanceof HTMLElement?t.isContentEditable||t.matches("textarea, select")?!0:t instanceof HTMLInputElement&&!["range","checkbox","radio","button"].includes(t.type):!1}function it(n,t=33){let e=!1,i=null,r=-1/0,o,s=()=>{window.clearTimeout(o),o=void 0;let a=performance.now()-r;if(i!==null&&a>=3e3&&(i=null),!e)return;let c=(i===null?t:3e3)-a;if(c>0){o=window.setTimeout(s,c);return}e=!1,r=performance.now(),i=n()};return{changed(){e=!0,s()},answered(a){i!==null&&a>=i&&(i=null),window.clearTimeout(o),o=window.setTimeout(s,12)},forget(){e=!1},isIdle:()=>!e&&i===null,dispose:()=>window.clearTimeout(o)}}function rt(n){return{past:[],present:n,future:[]}}function z(n,t){return{past:[...n.past,n.present].slice(-200),present:t,future:[]}}function ot(n){let t=n.past.at(-1);return t===void 0?n:{past:n.past.slice(0,-1),present:t,future:[n.present,...n.future]}}function st(n){let[t,...e]=n.future;return t===void 0?n:{past:[...n.past,n.present],present:t,future:e}}/*!
 * Signature Pad v5.1.4 | https://github.com/szimek/signature_pad
 * (c) 2026 Szymon Nowak | Released under the MIT license
 */var $=class{x;y;pressure;time;constructor(n,t,e,i){if(isNaN(n)||isNaN(t))throw new Error(`Point is invalid: (${n}, ${t})`);this.x=+n,this.y=+t,this.pressure=e||0,this.time=i||Date.now()}distanceTo(n){return Math.sqrt(Math.pow(this.x-n.x,2)+Math.pow(this.y-n.y,2))}equals(n){return this.x===n.x&&this.y===n.y&&this.pressure===n.pressure&&this.time===n.time}velocityFrom(n){return this.time!==n.time?this.distanceTo(n)/(this.time-n.time):0}},Bt=class at{constructor(t,e,i,r,o,s){this.startPoint=t,this.control2=e,this.control1=i,this.endPoint=r,this.startWidth=o,this.endWidth=s}startPoint;control2;control1;endPoint;startWidth;endWidth;static fromPoints(t,e){let i=this.calculateControlPoints(t[0],t[1],t[2]).c2,r=this.calculateControlPoints(t[1],t[2],t[3]).c1;return new at(t[1],i,r,t[2],e.start,e.end)}static calculateControlPoints(t,e,i){let r=t.x-e.x,o=t.y-e.y,s=e.x-i.x,a=e.y-i.y,c={x:(t.x+e.x)/2,y:(t.y+e.y)/2},l={x:(e.x+i.x)/2,y:(e.y+i.y)/2},d=Math.sqrt(r*r+o*o),h=Math.sqrt(s*s+a*a),g=c.x-l.x,p=c.y-l.y,w=d+h==0?0:h/(d+h),m={x:l.x+g*w,y:l.y+p*w},y=e.x-m.x,_=e.y-m.y;return{c1:new $(c.x+y,c.y+_),c2:new $(l.x+y,l.y+_)}}length(){let e=0,i,r;for(let o=0;o<=10;o+=1){let s=o/10,a=this.point(s,this.startPoint.x,this.control1.x,this.control2.x,this.endPoint.x),c=this.point(s,this.startPoint.y,this.control1.y,this.control2.y,this.endPoint.y);if(o>0){let l=a-i,d=c-r;e+=Math.sqrt(l*l+d*d)}i=a,r=c}return e}point(t,e,i,r,o){return e*(1-t)*(1-t)*(1-t)+3*i*(1-t)*(1-t)*t+3*r*(1-t)*t*t+o*t*t*t}},Rt=class{_et;constructor(){try{this._et=new EventTarget}catch{this._et=document}}addEventListener(n,t,e){this._et.addEventListener(n,t,e)}dispatchEvent(n){return this._et.dispatchEvent(n)}removeEventListener(n,t,e){this._et.removeEventListener(n,t,e)}};function Nt(n,t=250){let e=0,i=null,r,o,s,a=()=>{e=Date.now(),i=null,r=n.apply(o,s),i||(o=null,s=[])};return function(...l){let d=Date.now(),h=t-(d-e);return o=this,s=l,h<=0||h>t?(i&&(clearTimeout(i),i=null),e=d,r=n.apply(o,s),i||(o=null,s=[])):i||(i=window.setTimeout(a,h)),r}}var lt=class B extends Rt{constructor(t,e={}){super(),this.canvas=t,this.velocityFilterWeight=e.velocityFilterWeight||.7,this.minWidth=e.minWidth||.5,this.maxWidth=e.maxWidth||2.5,this.throttle=e.throttle??16,this.minDistance=e.minDistance??5,this.dotSize=e.dotSize||0,this.penColor=e.penColor||"black",this.backgroundColor=e.backgroundColor||"rgba(0,0,0,0)",this.compositeOperation=e.compositeOperation||"source-over",this.canvasContextOptions=e.canvasContextOptions??{},this._strokeMoveUpdate=this.throttle?Nt(B.prototype._strokeUpdate,this.throttle):B.prototype._strokeUpdate,this._handleMouseDown=this._handleMouseDown.bind(this),this._handleMouseMove=this._handleMouseMove.bind(this),this._handleMouseUp=this._handleMouseUp.bind(this),this._handleTouchStart=this._handleTouchStart.bind(this),this._handleTouchMove=this._handleTouchMove.bind(this),this._handleTouchEnd=this._handleTouchEnd.bind(this),this._handlePointerDown=this._handlePointerDown.bind(this),this._handlePointerMove=this._handlePointerMove.bind(this),this._handlePointerUp=this._handlePointerUp.bind(this),this._handlePointerCancel=this._handlePointerCancel.bind(this),this._handleTouchCancel=this._handleTouchCancel.bind(this),this._ctx=t.getContext("2d",this.canvasContextOptions),this.clear(),this.on()}canvas;dotSize;minWidth;maxWidth;penColor;minDistance;velocityFilterWeight;compositeOperation;backgroundColor;throttle;canvasContextOptions;_ctx;_drawingStroke=!1;_isEmpty=!0;_dataUrl;_dataUrlOptions;_lastPoints=[];_data=[];_lastVelocity=0;_lastWidth=0;_strokeMoveUpdate;_strokePointerId;clear(){let{_ctx:t,canvas:e}=this;t.fillStyle=this.backgroundColor,t.clearRect(0,0,e.width,e.height),t.fillRect(0,0,e.width,e.height),this._data=[],this._reset(this._getPointGroupOptions()),this._isEmpty=!0,this._dataUrl=void 0,this._dataUrlOptions=void 0,this._strokePointerId=void 0}redraw(){let t=this._data,e=this._dataUrl,i=this._dataUrlOptions;this.clear(),e&&this.fromDataURL(e,i),this.fromData(t,{clear:!1})}fromDataURL(t,e={}){return new Promise((i,r)=>{let o=new Image,s=e.ratio||window.devicePixelRatio||1,a=e.width||this.canvas.width/s,c=e.height||this.canvas.height/s,l=e.xOffset||0,d=e.yOffset||0;this._reset(this._getPointGroupOptions()),o.onload=()=>{this._ctx.drawImage(o,l,d,a,c),i()},o.onerror=h=>{r(h)},o.crossOrigin="anonymous",o.src=t,this._isEmpty=!1,this._dataUrl=t,this._dataUrlOptions={...e}})}toDataURL(t="image/png",e){return t==="image/svg+xml"?(typeof e!="object"&&(e=void 0),`data:image/svg+xml;base64,${btoa(this.toSVG(e))}`):(typeof e!="number"&&(e=void 0),this.canvas.toDataURL(t,e))}on(){this.canvas.style.touchAction="none",this.canvas.style.msTouchAction="none",this.canvas.style.userSelect="none",this.canvas.style.webkitUserSelect="none";let t=/Macintosh/.test(navigator.userAgent)&&"ontouchstart"in document;window.PointerEvent&&!t?this._handlePointerEvents():(this._handleMouseEvents(),"ontouchstart"in window&&this._handleTouchEvents())}off(){this.canvas.style.touchAction="auto",this.canvas.style.msTouchAction="auto",this.canvas.style.userSelect="auto",this.canvas.style.webkitUserSelect="auto",this.canvas.removeEventListener("pointerdown",this._handlePointerDown),this.canvas.removeEventListener("mousedown",this._handleMouseDown),this.canvas.removeEventListener("touchstart",this._handleTouchStart),this._removeMoveUpEventListeners()}_getListenerFunctions(){let t=window.document===this.canvas.ownerDocument?window:this.canvas.ownerDocument.defaultView??this.canvas.ownerDocument;return{addEventListener:t.addEventListener.bind(t),removeEventListener:t.removeEventListener.bind(t)}}_removeMoveUpEventListeners(){let{removeEventListener:t}=this._getListenerFunctions();t("pointermove",this._handlePointerMove),t("pointerup",this._handlePointerUp),t("pointercancel",this._handlePointerCancel),t("mousemove",this._handleMouseMove),t("mouseup",this._handleMouseUp),t("touchmove",this._handleTouchMove),t("touchend",this._handleTouchEnd),t("touchcancel",this._handleTouchCancel)}isEmpty(){return this._isEmpty}fromData(t,{clear:e=!0}={}){e&&this.clear(),this._fromData(t,this._drawCurve.bind(this),this._drawDot.bind(this),this._drawLine.bind(this)),this._data=this._data.concat(t)}toData(){return this._data}_isLeftButtonPressed(t,e){return e?t.buttons===1:(t.buttons&1)===1}_pointerEventToSignatureEvent(t){return{event:t,type:t.type,x:t.clientX,y:t.clientY,pressure:"pressure"in t?t.pressure:0}}_touchEventToSignatureEvent(t){let e=t.changedTouches[0];return{event:t,type:t.type,x:e.clientX,y:e.clientY,pressure:e.force}}_handleMouseDown(t){!this._isLeftButtonPressed(t,!0)||this._drawingStroke||this._strokeBegin(this._pointerEventToSignatureEvent(t))}_handleMouseMove(t){if(!this._isLeftButtonPressed(t,!0)||!this._drawingStroke){this._strokeEnd(this._pointerEventToSignatureEvent(t),!1);return}this._strokeMoveUpdate(this._pointerEventToSignatureEvent(t))}_handleMouseUp(t){this._isLeftButtonPressed(t)||this._strokeEnd(this._pointerEventToSignatureEvent(t))}_handleTouchStart(t){t.targetTouches.length!==1||this._drawingStroke||(t.cancelable&&t.preventDefault(),this._strokeBegin(this._touchEventToSignatureEvent(t)))}_handleTouchMove(t){if(t.targetTouches.length===1){if(t.cancelable&&t.preventDefault(),!this._drawingStroke){this._strokeEnd(this._touchEventToSignatureEvent(t),!1);return}this._strokeMoveUpdate(this._touchEventToSignatureEvent(t))}}_handleTouchEnd(t){t.targetTouches.length===0&&(t.cancelable&&t.preventDefault(),this._strokeEnd(this._touchEventToSignatureEvent(t)))}_handlePointerCancel(t){this._allowPointerId(t)&&(t.preventDefault(),this._strokeEnd(this._pointerEventToSignatureEvent(t),!1))}_handleTouchCancel(t){t.cancelable&&t.preventDefault(),this._strokeEnd(this._touchEventToSignatureEvent(t),!1)}_getPointerId(t){return t.persistentDeviceId||t.pointerId}_allowPointerId(t,e=!1){return typeof this._strokePointerId>"u"?e:this._getPointerId(t)===this._strokePointerId}_handlePointerDown(t){this._drawingStroke||!this._isLeftButtonPressed(t)||!this._allowPointerId(t,!0)||(this._strokePointerId=this._getPointerId(t),t.preventDefault(),this._strokeBegin(this._pointerEventToSignatureEvent(t)))}_handlePointerMove(t){if(this._allowPointerId(t)){if(!this._isLeftButtonPressed(t,!0)||!this._drawingStroke){this._strokeEnd(this._pointerEventToSignatureEvent(t),!1);return}t.preventDefault(),this._strokeMoveUpdate(this._pointerEventToSignatureEvent(t))}}_handlePointerUp(t){this._isLeftButtonPressed(t)||!this._allowPointerId(t)||(t.preventDefault(),this._strokeEnd(this._pointerEventToSignatureEvent(t)))}_getPointGroupOptions(t){return{penColor:t&&"penColor"in t?t.penColor:this.penColor,dotSize:t&&"dotSize"in t?t.dotSize:this.dotSize,minWidth:t&&"minWidth"in t?t.minWidth:this.minWidth,maxWidth:t&&"maxWidth"in t?t.maxWidth:this.maxWidth,velocityFilterWeight:t&&"velocityFilterWeight"in t?t.velocityFilterWeight:this.velocityFilterWeight,compositeOperation:t&&"compositeOperation"in t?t.compositeOperation:this.compositeOperation}}_strokeBegin(t){if(!this.dispatchEvent(new CustomEvent("beginStroke",{detail:t,cancelable:!0})))return;let{addEventListener:i}=this._getListenerFunctions();switch(t.event.type){case"mousedown":i("mousemove",this._handleMouseMove,{passive:!1}),i("mouseup",this._handleMouseUp,{passive:!1});break;case"touchstart":i("touchmove",this._handleTouchMove,{passive:!1}),i("touchend",this._handleTouchEnd,{passive:!1}),i("touchcancel",this._handleTouchCancel,{passive:!1});break;case"pointerdown":i("pointermove",this._handlePointerMove,{passive:!1}),i("pointerup",this._handlePointerUp,{passive:!1}),i("pointercancel",this._handlePointerCancel,{passive:!1});break;default:}this._drawingStroke=!0;let r=this._getPointGroupOptions(),o={...r,points:[]};this._data.push(o),this._reset(r),this._strokeUpdate(t)}_strokeUpdate(t){if(!this._drawingStroke)return;if(this._data.length===0){this._strokeBegin(t);return}this.dispatchEvent(new CustomEvent("beforeUpdateStroke",{detail:t}));let e=this._createPoint(t.x,t.y,t.pressure),i=this._data[this._data.length-1],r=i.points,o=r.length>0&&r[r.length-1],s=o?e.distanceTo(o)<=this.minDistance:!1,a=this._getPointGroupOptions(i);if(!o||!(o&&s)){let c=this._addPoint(e,a);o?c&&this._drawCurve(c,a):this._drawDot(e,a),r.push({time:e.time,x:e.x,y:e.y,pressure:e.pressure})}this.dispatchEvent(new CustomEvent("afterUpdateStroke",{detail:t}))}_strokeEnd(t,e=!0){this._removeMoveUpEventListeners(),this._drawingStroke&&(e&&this._strokeUpdate(t),this._drawingStroke=!1,this._strokePointerId=void 0,this.dispatchEvent(new CustomEvent("endStroke",{detail:t})))}_handlePointerEvents(){this._drawingStroke=!1,this.canvas.addEventListener("pointerdown",this._handlePointerDown,{passive:!1})}_handleMouseEvents(){this._drawingStroke=!1,this.canvas.addEventListener("mousedown",this._handleMouseDown,{passive:!1})}_handleTouchEvents(){this.canvas.addEventListener("touchstart",this._handleTouchStart,{passive:!1})}_reset(t){this._lastPoints=[],this._lastVelocity=0,this._lastWidth=(t.minWidth+t.maxWidth)/2,this._ctx.fillStyle=t.penColor,this._ctx.globalCompositeOperation=t.compositeOperation}_createPoint(t,e,i){let r=this.canvas.getBoundingClientRect();return new $(t-r.left,e-r.top,i,new Date().getTime())}_addPoint(t,e){let{_lastPoints:i}=this;if(i.push(t),i.length>2){i.length===3&&i.unshift(i[0]);let r=this._calculateCurveWidths(i[1],i[2],e),o=Bt.fromPoints(i,r);return i.shift(),o}return null}_calculateCurveWidths(t,e,i){let r=i.velocityFilterWeight*e.velocityFrom(t)+(1-i.velocityFilterWeight)*this._lastVelocity,o=this._strokeWidth(r,i),s={end:o,start:this._lastWidth};return this._lastVelocity=r,this._lastWidth=o,s}_strokeWidth(t,e){return Math.max(e.maxWidth/(t+1),e.minWidth)}_drawCurveSegment(t,e,i){let r=this._ctx;r.moveTo(t,e),r.arc(t,e,i,0,2*Math.PI,!1),this._isEmpty=!1}_drawCurve(t,e){let i=this._ctx,r=t.endWidth-t.startWidth,o=Math.ceil(t.length())*2;i.beginPath(),i.fillStyle=e.penColor;for(let s=0;s<o;s+=1){let a=s/o,c=a*a,l=c*a,d=1-a,h=d*d,g=h*d,p=g*t.startPoint.x;p+=3*h*a*t.control1.x,p+=3*d*c*t.control2.x,p+=l*t.endPoint.x;let w=g*t.startPoint.y;w+=3*h*a*t.control1.y,w+=3*d*c*t.control2.y,w+=l*t.endPoint.y;let m=Math.min(t.startWidth+l*r,e.maxWidth);this._drawCurveSegment(p,w,m)}i.closePath(),i.fill()}_getDotSize(t){return t.dotSize>0?t.dotSize:(t.minWidth+t.maxWidth)/2}_drawDot(t,e){let i=this._ctx,r=this._getDotSize(e);i.beginPath(),this._drawCurveSegment(t.x,t.y,r),i.closePath(),i.fillStyle=e.penColor,i.fill()}_drawLine(t,e,i){let r=this._ctx;r.save(),r.beginPath(),r.moveTo(t.x,t.y),r.lineTo(e.x,e.y),r.lineWidth=this._getDotSize(i)*2,r.lineCap="round",r.strokeStyle=i.penColor,r.stroke(),r.restore(),this._isEmpty=!1}_fromData(t,e,i,r){for(let o of t){let{points:s}=o,a=this._getPointGroupOptions(o);if(s.length>2)for(let c=0;c<s.length;c+=1){let l=s[c],d=new $(l.x,l.y,l.pressure,l.time);c===0&&this._reset(a);let h=this._addPoint(d,a);h&&e(h,a)}else s.length===2?(this._reset(a),r(s[0],s[1],a)):(this._reset(a),i(s[0],a))}}toSVG({includeBackgroundColor:t=!1,includeDataUrl:e=!1}={}){let i=this._data,r=Math.max(window.devicePixelRatio||1,1),o=0,s=0,a=this.canvas.width/r,c=this.canvas.height/r,l=document.createElementNS("http://www.w3.org/2000/svg","svg");if(l.setAttribute("xmlns","http://www.w3.org/2000/svg"),l.setAttribute("xmlns:xlink","http://www.w3.org/1999/xlink"),l.setAttribute("viewBox",`${o} ${s} ${a} ${c}`),l.setAttribute("width",a.toString()),l.setAttribute("height",c.toString()),t&&this.backgroundColor){let d=document.createElement("rect");d.setAttribute("width","100%"),d.setAttribute("height","100%"),d.setAttribute("fill",this.backgroundColor),l.appendChild(d)}if(e&&this._dataUrl){let d=this._dataUrlOptions?.ratio||window.devicePixelRatio||1,h=this._dataUrlOptions?.width||this.canvas.width/d,g=this._dataUrlOptions?.height||this.canvas.height/d,p=this._dataUrlOptions?.xOffset||0,w=this._dataUrlOptions?.yOffset||0,m=document.createElement("image");m.setAttribute("x",p.toString()),m.setAttribute("y",w.toString()),m.setAttribute("width",h.toString()),m.setAttribute("height",g.toString()),m.setAttribute("preserveAspectRatio","none"),m.setAttribute("href",this._dataUrl),l.appendChild(m)}return this._fromData(i,(d,{penColor:h})=>{let g=document.createElement("path");if(!isNaN(d.control1.x)&&!isNaN(d.control1.y)&&!isNaN(d.control2.x)&&!isNaN(d.control2.y)){let p=`M ${d.startPoint.x.toFixed(3)},${d.startPoint.y.toFixed(3)} C ${d.control1.x.toFixed(3)},${d.control1.y.toFixed(3)} ${d.control2.x.toFixed(3)},${d.control2.y.toFixed(3)} ${d.endPoint.x.toFixed(3)},${d.endPoint.y.toFixed(3)}`;g.setAttribute("d",p),g.setAttribute("stroke-width",(d.endWidth*2.25).toFixed(3)),g.setAttribute("stroke",h),g.setAttribute("fill","none"),g.setAttribute("stroke-linecap","round"),l.appendChild(g)}},(d,{penColor:h,dotSize:g,minWidth:p,maxWidth:w})=>{let m=document.createElement("circle"),y=g>0?g:(p+w)/2;m.setAttribute("r",y.toString()),m.setAttribute("cx",d.x.toString()),m.setAttribute("cy",d.y.toString()),m.setAttribute("fill",h),l.appendChild(m)},(d,h,g)=>{let p=document.createElement("line");p.setAttribute("x1",d.x.toString()),p.setAttribute("y1",d.y.toString()),p.setAttribute("x2",h.x.toString()),p.setAttribute("y2",h.y.toString()),p.setAttribute("stroke",g.penColor),p.setAttribute("stroke-width",(this._getDotSize(g)*2).toString()),p.setAttribute("stroke-linecap","round"),l.appendChild(p)}),l.outerHTML}};var b={width:400,height:300};function dt(n,t){let e=R(n),i=document.createElement("canvas"),r=new lt(n,{throttle:0,minDistance:1,penColor:"transparent"}),o=[],s=null,a=null,c={erases:!1,width:16},l="black",d=()=>{e.save(),e.setTransform(1,0,0,1,0,0),e.globalCompositeOperation="copy",e.drawImage(i,0,0),e.restore(),s!==null&&N(e,[s],l)},h=()=>{n.width!==0&&(i.width=n.width,i.height=n.height,N(R(i),o,l),d())},g=()=>{let{width:p,height:w}=n.getBoundingClientRect(),m=window.devicePixelRatio||1,y=Math.round(p*m),_=Math.round(w*m);y===0||y===n.width&&_===n.height||(n.width=y,n.height=_,h())};return r.addEventListener("beginStroke",()=>{s={...c,points:[]}}),r.addEventListener("afterUpdateStroke",()=>{let p=r.toData().at(-1)?.points.at(-1);if(s===null||p===void 0)return;let w=b.width/n.getBoundingClientRect().width;a={x:p.x*w,y:p.y*w};let m=s.points.at(-1);m?.x===a.x&&m.y===a.y||(s={...s,points:[...s.points,a]},d(),t.onInk())}),r.addEventListener("endStroke",()=>{s!==null&&(o=[...o,s]),s=null,r.clear(),h(),t.onStroke(o)}),{setBrush(p){c=p},setColor(p){l!==p&&(l=p,h())},show(p){o=p,h()},fit:g,isDrawing:()=>s!==null,drawing:()=>s===null?o:[...o,s],lastPoint:()=>a,dispose:()=>r.off()}}function O(n,t){let e=R(n);return e.setTransform(1,0,0,1,0,0),e.clearRect(0,0,n.width,n.height),N(e,t,"black"),e.globalCompositeOperation="destination-over",e.fillStyle="white",e.fillRect(0,0,b.width,b.height),e.globalCompositeOperation="source-over",n}function R(n){return n.getContext("2d",{willReadFrequently:!0})}function N(n,t,e){let{canvas:i}=n;n.setTransform(i.width/b.width,0,0,i.height/b.height,0,0),n.lineCap=n.lineJoin="round",n.strokeStyle=e;for(let r of t)n.globalCompositeOperation=r.erases?"destination-out":"source-over",n.lineWidth=r.width,n.stroke(new Path2D(q(r.points)));n.globalCompositeOperation="source-over"}function q(n){let[t]=n;if(t===void 0)return"";let e=[`M${t.x} ${t.y}`];for(let r=1;r<n.length-1;r+=1){let[o,s]=[n[r],n[r+1]];e.push(`Q${o.x} ${o.y} ${(o.x+s.x)/2} ${(o.y+s.y)/2}`)}let i=n.at(-1);return e.push(`L${n.length===1?i.x+.01:i.x} ${i.y}`),e.join("")}function ct(n,t){try{window.sessionStorage.setItem(ht(n),JSON.stringify(t))}catch{}}function ut(n){try{return JSON.parse(window.sessionStorage.getItem(ht(n))??"null")}catch{return null}}function ht(n){return`inkdigits-drawing-${n}`}var pt=`/* What all components of the page share. */

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
`;var mt=Date.now();function gt(n){let t=[],e=0,i=()=>{let r=0,o=t.filter(({size:a},c)=>(r+=a)<=12e6||c===0),s=o.at(-1)?.number??0;s<=e||(e=s,n(o.map(({number:a,name:c,value:l})=>({number:a,name:c,value:l}))))};return{send(r,o,s=!1){mt+=1,s&&(t=t.filter(a=>a.name!==r)),t.push({number:mt,name:r,value:o,size:JSON.stringify(o).length}),i()},taken(r){t=t.filter(o=>o.number>r),i()}}}var Ft=100;function ft(n){let t=new WeakMap,e,{send:i,taken:r}=gt(o=>e.setTriggerValue("sent",o));return o=>{e=o;let{data:s,parentElement:a}=o,c={data:s,parentElement:a,send:i};r(s?.taken??0);let l=t.get(a);l===void 0&&(l={...n(c),calls:0},t.set(a,l)),l.calls+=1,l.update(c);let{calls:d}=l,h=()=>{if(l.calls===d){if(a.isConnected){window.setTimeout(h,Ft);return}l.dispose(),t.delete(a)}};return h}}function wt(n,t,e,i){let r=document.createElement("style");r.textContent=pt+e;let o=document.createElement("div");return o.className=`root ${t}`,o.innerHTML=i,n.append(r,o),o}var bt=`.pad {
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
`;var vt=`<section class="draw" aria-label="Drawing">
  <div class="desk">
  <div class="paper" data-empty="true">
    <canvas role="img" aria-label="Drawing area: draw digits with the mouse, a finger or a pen"></canvas>
    <div class="boxes marks" aria-hidden="true"></div>
    <div class="boxes values" aria-hidden="true"></div>
    <p class="hint" aria-hidden="true">Draw a digit, a number or several lines</p>
  </div>
  <button type="button" class="corner" aria-label="Size of the canvas: drag, or press the arrow keys" title="Drag to change the size, double-click for the usual one">
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
    <button type="button" data-command="symbols" aria-label="Read point, comma, minus and slash" title="So that 3.14, -42 and 12/07 are read as written (S)" aria-pressed="false">Read . , - / too</button>
  </div>
  <figure class="seen">
    <canvas width="28" height="28" role="img" aria-label="The digit as the network sees it"></canvas>
    <figcaption><b>What the network sees</b> Your ink, centred and scaled to 28 \xD7 28 pixels.</figcaption>
  </figure>
</section>
`;var jt=4;function yt(n){kt("inkdigits-drawing.png",O(W(jt*b.width),n).toDataURL("image/png"))}function xt(n){let t=URL.createObjectURL(new Blob([Vt(n)],{type:"image/svg+xml"}));kt("inkdigits-drawing.svg",t),window.setTimeout(()=>URL.revokeObjectURL(t),1e3)}function Vt(n){let{width:t,height:e}=b,i="";return n.forEach((o,s)=>{let a=c=>`<path d="${q(o.points)}" stroke="${c}" stroke-width="${o.width}"/>`;if(o.erases){let c=`maskUnits="userSpaceOnUse" x="0" y="0" width="${t}" height="${e}"`;i=`${`<mask id="e${s}" ${c}><rect width="${t}" height="${e}" fill="white"/>${a("black")}</mask>`}<g mask="url(#e${s})">${i}</g>`}else i+=a("black")}),`<svg xmlns="http://www.w3.org/2000/svg" width="${t}" height="${e}" viewBox="0 0 ${t} ${e}"><rect width="${t}" height="${e}" fill="white"/><g fill="none" stroke-linecap="round" stroke-linejoin="round">${i}</g></svg>
`}function W(n){let t=document.createElement("canvas");return t.width=n,t.height=Math.round(n*b.height/b.width),t}function kt(n,t){let e=document.createElement("a");e.download=n,e.href=t,e.click()}function _t(n,t,e,i){let r=n?.drawing===t?[...n.values].filter(([o])=>o!==e):[];return{drawing:t,values:new Map([...r,[e,i]])}}function Et(n,t,e){if(t===null||t.drawing!==e||t.values.size===0)return n;let i=n.digits.map((s,a)=>{let c=t.values.get(a);if(c===void 0)return s;let l=s.probabilities.map((d,h)=>h===c?1:0);return{...s,value:c,reason:null,confidence:1,probabilities:l,needs_review:!1,said:!0}}),r=0,o=n.text.replace(/[0-9?]/g,()=>String(i[r++]?.value??"?"));return{...n,digits:i,text:o}}var E={least:{width:200,height:150},usual:{width:400,height:300},wide:{width:800,height:300},most:{width:1200,height:800}},U=20,Yt={ArrowLeft:[-U,0],ArrowRight:[U,0],ArrowUp:[0,-U],ArrowDown:[0,U]};function Tt(n,t){let e=null,i=r=>{let{x:o,y:s,size:a,scale:c}=e;return St({width:a.width+(r.clientX+window.scrollX-o)/c,height:a.height+(r.clientY+window.scrollY-s)/c})};n.addEventListener("pointerdown",r=>{if(!r.isPrimary||r.button!==0)return;n.setPointerCapture(r.pointerId);let[o,s]=[r.clientX+window.scrollX,r.clientY+window.scrollY];e={x:o,y:s,size:t.size(),scale:t.scale()},r.preventDefault()}),n.addEventListener("pointermove",r=>{e!==null&&t.resize(i(r),!1)});for(let r of["pointerup","pointercancel"])n.addEventListener(r,()=>{e!==null&&(e=null,t.resize(t.size(),!0))});n.addEventListener("dblclick",()=>t.resize(E.usual,!0)),n.addEventListener("keydown",r=>{let o=Yt[r.key];if(o===void 0||r.ctrlKey||r.metaKey||r.altKey)return;r.preventDefault();let{width:s,height:a}=t.size();t.resize(St({width:s+o[0],height:a+o[1]}),!0)})}function St({width:n,height:t}){let e=(i,r,o)=>Math.round(Math.min(o,Math.max(r,i)));return{width:e(n,E.least.width,E.most.width),height:e(t,E.least.height,E.most.height)}}var C={least:4,most:40,step:2,usual:16},Xt=24,Jt=2.5,Mt=new Map,He=ft(Qt);function Zt(n){let t=Mt.get(n);if(t!==void 0)return t;let e=ut(n),i={history:rt(e?.drawing??[]),tool:"pen",width:C.usual,size:e?.size??E.usual,symbols:e?.symbols??!1,seq:0,answer:null,said:null};return Mt.set(n,i),window.addEventListener("pagehide",()=>{ct(n,{drawing:i.history.present,size:i.size,symbols:i.symbols})}),i}function Qt(n){let t=wt(n.parentElement,"pad",bt,vt),e=Zt(n.data.key),i=t.querySelector(".paper canvas"),r=t.querySelector(".paper"),o=t.querySelector(".answer"),s=t.querySelector("input[type=range]"),a=Z(t,u=>D(u)),c=Y(t.querySelector(".values")),l=X(t.querySelector(".marks")),d=W(b.width),h=n,g=dt(i,{onInk(){r.dataset.empty="false",m()},onStroke(u){A(z(e.history,u))}}),p=()=>{let u=g.lastPoint(),f=O(d,g.drawing()).toDataURL("image/png").replace(/^.*,/,""),v=u===null?null:[Ct(u.x),Ct(u.y)],{seq:x,symbols:k}=e;return{seq:x,png:f,touched:v,settled:!g.isDrawing(),symbols:k,hand:h.data.hand}},w=it(()=>{e.seq+=1;let u=p();return Pt(t,"inkdigits-sent",e.seq),_.send(u)||h.send("frame",u,!0),e.seq}),m=()=>{w.changed(),o.ariaBusy="true"},y=u=>{u.seq<(e.answer?.seq??0)||(e.answer=u,L(),Pt(t,"inkdigits-shown",u.seq),w.answered(u.seq),o.ariaBusy=String(!w.isIdle()))},_=Q(n.data.channel,{onAnswer:y,onLost:()=>!w.isIdle()&&m()}),D=u=>{let{answer:f}=e,v=f?.focus??0;f?.digits[v]===void 0||g.isDrawing()||!w.isIdle()||(e.said=_t(e.said,e.history.present,v,u),L(),F())},F=()=>{let{answer:u,said:f,history:v}=e,x=f?.drawing===v.present?[...f.values].at(-1):void 0,k=u?.digits[x?.[0]??-1];!h.data.keeps||x===void 0||k===void 0||h.send("said",{...p(),box:k.box,value:x[1]})},L=()=>{let u=e.history.present,f=e.answer&&Et(e.answer,e.said,u);a.show(f,h.data.keeps);let v=(f?.digits??[]).filter(k=>k.value!==null),x=v.length>1?f?.digits[f.focus??-1]:null;c(v,b.width,b.height,Xt,k=>k===x?"focus":""),l((f?.symbols??[]).map(k=>k.box),b.width,b.height)},S=u=>t.querySelector(`[data-command=${u}]`),T=()=>{let{history:u,tool:f,width:v,symbols:x}=e;S("pen").setAttribute("aria-pressed",String(f==="pen")),S("eraser").setAttribute("aria-pressed",String(f==="eraser")),S("symbols").setAttribute("aria-pressed",String(x)),S("undo").setAttribute("aria-disabled",String(u.past.length===0)),S("redo").setAttribute("aria-disabled",String(u.future.length===0)),S("clear").setAttribute("aria-disabled",String(u.present.length===0));for(let Lt of["png","svg"])S(Lt).setAttribute("aria-disabled",String(u.present.length===0));s.value=String(v),s.style.setProperty("--width",String(v)),r.dataset.empty=String(u.present.length===0);let k={erases:f==="eraser",width:f==="eraser"?v*Jt:v};g.setBrush(k),i.style.cursor=te(k.width*i.clientWidth/b.width/2)},A=u=>{u!==e.history&&(e.history=u,u.present!==g.drawing()&&g.show(u.present),T(),m())},I=u=>{e.size=u,Object.assign(b,u),d=W(b.width),t.style.setProperty("--units-wide",String(u.width)),t.style.setProperty("--units-high",String(u.height));let f=u.width>E.usual.width;t.classList.toggle("wide",f),S("wide").setAttribute("aria-pressed",String(f)),g.fit(),g.show(e.history.present),T(),L()},H=u=>{e.width=Math.min(C.most,Math.max(C.least,u)),T()},Dt={pen:()=>(e.tool="pen",T()),eraser:()=>(e.tool="eraser",T()),thinner:()=>H(e.width-C.step),wider:()=>H(e.width+C.step),undo:()=>A(ot(e.history)),redo:()=>A(st(e.history)),wide:()=>(I(e.size.width>E.usual.width?E.usual:E.wide),m()),symbols:()=>(e.symbols=!e.symbols,T(),m()),clear:()=>e.history.present.length>0&&A(z(e.history,[])),png:()=>e.history.present.length>0&&yt(e.history.present),svg:()=>e.history.present.length>0&&xt(e.history.present)},G=u=>{g.isDrawing()||Dt[u]()},K=u=>{if(i.offsetParent===null)return;let[f,v]=[tt(u),et(u)];f===null&&v===null||(u.preventDefault(),u.stopImmediatePropagation(),f!==null?G(f):D(v))},j=new ResizeObserver(()=>{g.fit(),T()});for(let u of t.querySelectorAll("[data-command]"))u.addEventListener("click",()=>G(u.dataset.command));return s.addEventListener("input",()=>H(Number(s.value))),window.addEventListener("keydown",K,{capture:!0}),j.observe(i),Tt(t.querySelector(".corner"),{size:()=>e.size,scale:()=>i.clientWidth/b.width,resize(u,f){g.isDrawing()||(I(u),f&&m())}}),I(e.size),{update(u){let{keeps:f,hand:v}=h.data;h=u,!f&&h.data.keeps&&F(),g.setColor(getComputedStyle(i).color);let{answer:x}=h.data;x===null||x.seq<(e.answer?.seq??0)?L():y(x),!(e.history.present.length===0||!w.isIdle())&&(e.answer===null||String(v)!==String(h.data.hand))&&m()},dispose(){g.isDrawing()&&(e.history=z(e.history,g.drawing())),window.removeEventListener("keydown",K,{capture:!0}),j.disconnect(),w.dispose(),_.dispose(),a.dispose(),g.dispose()}}}function Pt(n,t,e){n.dispatchEvent(new CustomEvent(t,{detail:{seq:e},bubbles:!0,composed:!0}))}function te(n){let t=Math.min(60,Math.max(3,n)),e=Math.ceil(2*t+4),i=(o,s)=>`<circle cx="${e/2}" cy="${e/2}" r="${t}" fill="none" stroke="${o}" stroke-width="${s}"/>`,r=`<svg xmlns="http://www.w3.org/2000/svg" width="${e}" height="${e}">${i("white",3)}${i("black",1)}</svg>`;return`url("data:image/svg+xml,${encodeURIComponent(r)}") ${e/2} ${e/2}, crosshair`}function Ct(n){return Math.round(10*n)/10}export{He as default};
