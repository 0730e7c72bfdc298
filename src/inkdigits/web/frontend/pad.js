/* inkdigits drawing pad. Built from frontend/src, sha256 541940e202e0e9f2b5210c506808daf94bcdba68a76a2bcf174a3b9d2c974f26. Holds signature_pad (MIT), see THIRD_PARTY_NOTICES. */
function U(n){let t=n.querySelector(".answer"),e=n.querySelector(".value"),i=n.querySelector(".confidence"),s=n.querySelector(".note"),r=n.querySelector("[role=status]"),o=n.querySelector(".seen canvas"),l=[...n.querySelectorAll(".bars li")],u,d=c=>{window.clearTimeout(u),u=window.setTimeout(()=>{r.textContent!==c&&(r.textContent=c)},700)};return{show:c=>{let p=X(c),h=c?.digits[c.focus??0]??null;t.dataset.state=p.state,t.dataset.seq=String(c?.seq??0),e.textContent=p.value,e.dataset.length=String(Math.min(p.value.length,8)),i.textContent=p.confidence,s.textContent=p.note,l.forEach((f,g)=>{let v=h?.probabilities[g]??0;f.style.setProperty("--share",v.toFixed(4)),f.dataset.probability=v.toFixed(4),f.classList.toggle("chosen",h?.value===g),f.querySelector(".percent").textContent=v<.005?"":E(v,0)}),Q(o,c?.seen??null),d(p.spoken)},dispose:()=>window.clearTimeout(u)}}function X(n){if(n?.error)return{state:"error",value:"",confidence:"Could not read this",note:n.error,spoken:n.error};let t=(n?.digits??[]).filter(s=>s.reason!=="blank");if(t.length===0)return{state:"blank",value:"",confidence:"Nothing drawn yet",note:"The answer moves here while you draw.",spoken:"Nothing drawn yet"};let e=t.reduce((s,r)=>s*r.confidence,1);if(t.every(s=>s.value===null))return{state:"not_a_digit",value:"",confidence:"Not a digit",note:`${E(e,1)} sure`,spoken:"Not a digit"};let i=t.map(s=>s.value??"?").join("");return{state:"digit",value:i,confidence:E(e,1),note:J(t)??"sure",spoken:`${i}, ${E(e,0)} sure`}}function J(n){let t=n[0];if(n.length!==1||t===void 0||!t.needs_review)return null;let i=t.probabilities.map((s,r)=>({probability:s,value:r})).filter(s=>s.value!==t.value).sort((s,r)=>r.probability-s.probability)[0];return i===void 0||i.probability<.02?"sure: look again":`sure, could be ${i.value}`}function E(n,t){let e=100-10**-t;return`${Math.min(100*n,e).toFixed(t)}%`}function Q(n,t){let e=n.getContext("2d");if(e.clearRect(0,0,28,28),t===null)return;let i=tt(getComputedStyle(n).color),s=atob(t),r=e.createImageData(28,28);for(let o=0;o<784;o+=1)r.data.set([...i,s.charCodeAt(o)],4*o);e.putImageData(r,0,0)}function tt(n){let[t=0,e=0,i=0]=(n.match(/[\d.]+/g)??[]).map(Number);return[t,e,i]}var et={p:"pen",e:"eraser","[":"thinner","]":"wider",c:"clear",delete:"clear"};function O(n){if(n.altKey||nt(n))return null;let t=n.key.toLowerCase();return n.ctrlKey||n.metaKey?t==="z"?n.shiftKey?"redo":"undo":t==="y"?"redo":null:et[t]??null}function nt(n){let t=n.composedPath()[0];return t instanceof HTMLElement?t.isContentEditable||t.matches("textarea, select")?!0:t instanceof HTMLInputElement&&!["range","checkbox","radio","button"].includes(t.type):!1}function H(n){let t=!1,e=null,i=-1/0,s,r=()=>{window.clearTimeout(s),s=void 0;let o=performance.now()-i;if(e!==null&&o>=3e3&&(e=null),!t)return;let l=(e===null?33:3e3)-o;if(l>0){s=window.setTimeout(r,l);return}t=!1,i=performance.now(),e=n()};return{changed(){t=!0,r()},answered(o){e!==null&&o>=e&&(e=null),window.clearTimeout(s),s=window.setTimeout(r,12)},isIdle:()=>!t&&e===null,dispose:()=>window.clearTimeout(s)}}function R(n){return{past:[],present:n,future:[]}}function S(n,t){return{past:[...n.past,n.present].slice(-200),present:t,future:[]}}function z(n){let t=n.past.at(-1);return t===void 0?n:{past:n.past.slice(0,-1),present:t,future:[n.present,...n.future]}}function q(n){let[t,...e]=n.future;return t===void 0?n:{past:[...n.past,n.present],present:t,future:e}}/*!
 * Signature Pad v5.1.4 | https://github.com/szimek/signature_pad
 * (c) 2026 Szymon Nowak | Released under the MIT license
 */var T=class{x;y;pressure;time;constructor(n,t,e,i){if(isNaN(n)||isNaN(t))throw new Error(`Point is invalid: (${n}, ${t})`);this.x=+n,this.y=+t,this.pressure=e||0,this.time=i||Date.now()}distanceTo(n){return Math.sqrt(Math.pow(this.x-n.x,2)+Math.pow(this.y-n.y,2))}equals(n){return this.x===n.x&&this.y===n.y&&this.pressure===n.pressure&&this.time===n.time}velocityFrom(n){return this.time!==n.time?this.distanceTo(n)/(this.time-n.time):0}},it=class B{constructor(t,e,i,s,r,o){this.startPoint=t,this.control2=e,this.control1=i,this.endPoint=s,this.startWidth=r,this.endWidth=o}startPoint;control2;control1;endPoint;startWidth;endWidth;static fromPoints(t,e){let i=this.calculateControlPoints(t[0],t[1],t[2]).c2,s=this.calculateControlPoints(t[1],t[2],t[3]).c1;return new B(t[1],i,s,t[2],e.start,e.end)}static calculateControlPoints(t,e,i){let s=t.x-e.x,r=t.y-e.y,o=e.x-i.x,l=e.y-i.y,u={x:(t.x+e.x)/2,y:(t.y+e.y)/2},d={x:(e.x+i.x)/2,y:(e.y+i.y)/2},a=Math.sqrt(s*s+r*r),c=Math.sqrt(o*o+l*l),p=u.x-d.x,h=u.y-d.y,f=a+c==0?0:c/(a+c),g={x:d.x+p*f,y:d.y+h*f},v=e.x-g.x,x=e.y-g.y;return{c1:new T(u.x+v,u.y+x),c2:new T(d.x+v,d.y+x)}}length(){let e=0,i,s;for(let r=0;r<=10;r+=1){let o=r/10,l=this.point(o,this.startPoint.x,this.control1.x,this.control2.x,this.endPoint.x),u=this.point(o,this.startPoint.y,this.control1.y,this.control2.y,this.endPoint.y);if(r>0){let d=l-i,a=u-s;e+=Math.sqrt(d*d+a*a)}i=l,s=u}return e}point(t,e,i,s,r){return e*(1-t)*(1-t)*(1-t)+3*i*(1-t)*(1-t)*t+3*s*(1-t)*t*t+r*t*t*t}},st=class{_et;constructor(){try{this._et=new EventTarget}catch{this._et=document}}addEventListener(n,t,e){this._et.addEventListener(n,t,e)}dispatchEvent(n){return this._et.dispatchEvent(n)}removeEventListener(n,t,e){this._et.removeEventListener(n,t,e)}};function rt(n,t=250){let e=0,i=null,s,r,o,l=()=>{e=Date.now(),i=null,s=n.apply(r,o),i||(r=null,o=[])};return function(...d){let a=Date.now(),c=t-(a-e);return r=this,o=d,c<=0||c>t?(i&&(clearTimeout(i),i=null),e=a,s=n.apply(r,o),i||(r=null,o=[])):i||(i=window.setTimeout(l,c)),s}}var $=class C extends st{constructor(t,e={}){super(),this.canvas=t,this.velocityFilterWeight=e.velocityFilterWeight||.7,this.minWidth=e.minWidth||.5,this.maxWidth=e.maxWidth||2.5,this.throttle=e.throttle??16,this.minDistance=e.minDistance??5,this.dotSize=e.dotSize||0,this.penColor=e.penColor||"black",this.backgroundColor=e.backgroundColor||"rgba(0,0,0,0)",this.compositeOperation=e.compositeOperation||"source-over",this.canvasContextOptions=e.canvasContextOptions??{},this._strokeMoveUpdate=this.throttle?rt(C.prototype._strokeUpdate,this.throttle):C.prototype._strokeUpdate,this._handleMouseDown=this._handleMouseDown.bind(this),this._handleMouseMove=this._handleMouseMove.bind(this),this._handleMouseUp=this._handleMouseUp.bind(this),this._handleTouchStart=this._handleTouchStart.bind(this),this._handleTouchMove=this._handleTouchMove.bind(this),this._handleTouchEnd=this._handleTouchEnd.bind(this),this._handlePointerDown=this._handlePointerDown.bind(this),this._handlePointerMove=this._handlePointerMove.bind(this),this._handlePointerUp=this._handlePointerUp.bind(this),this._handlePointerCancel=this._handlePointerCancel.bind(this),this._handleTouchCancel=this._handleTouchCancel.bind(this),this._ctx=t.getContext("2d",this.canvasContextOptions),this.clear(),this.on()}canvas;dotSize;minWidth;maxWidth;penColor;minDistance;velocityFilterWeight;compositeOperation;backgroundColor;throttle;canvasContextOptions;_ctx;_drawingStroke=!1;_isEmpty=!0;_dataUrl;_dataUrlOptions;_lastPoints=[];_data=[];_lastVelocity=0;_lastWidth=0;_strokeMoveUpdate;_strokePointerId;clear(){let{_ctx:t,canvas:e}=this;t.fillStyle=this.backgroundColor,t.clearRect(0,0,e.width,e.height),t.fillRect(0,0,e.width,e.height),this._data=[],this._reset(this._getPointGroupOptions()),this._isEmpty=!0,this._dataUrl=void 0,this._dataUrlOptions=void 0,this._strokePointerId=void 0}redraw(){let t=this._data,e=this._dataUrl,i=this._dataUrlOptions;this.clear(),e&&this.fromDataURL(e,i),this.fromData(t,{clear:!1})}fromDataURL(t,e={}){return new Promise((i,s)=>{let r=new Image,o=e.ratio||window.devicePixelRatio||1,l=e.width||this.canvas.width/o,u=e.height||this.canvas.height/o,d=e.xOffset||0,a=e.yOffset||0;this._reset(this._getPointGroupOptions()),r.onload=()=>{this._ctx.drawImage(r,d,a,l,u),i()},r.onerror=c=>{s(c)},r.crossOrigin="anonymous",r.src=t,this._isEmpty=!1,this._dataUrl=t,this._dataUrlOptions={...e}})}toDataURL(t="image/png",e){return t==="image/svg+xml"?(typeof e!="object"&&(e=void 0),`data:image/svg+xml;base64,${btoa(this.toSVG(e))}`):(typeof e!="number"&&(e=void 0),this.canvas.toDataURL(t,e))}on(){this.canvas.style.touchAction="none",this.canvas.style.msTouchAction="none",this.canvas.style.userSelect="none",this.canvas.style.webkitUserSelect="none";let t=/Macintosh/.test(navigator.userAgent)&&"ontouchstart"in document;window.PointerEvent&&!t?this._handlePointerEvents():(this._handleMouseEvents(),"ontouchstart"in window&&this._handleTouchEvents())}off(){this.canvas.style.touchAction="auto",this.canvas.style.msTouchAction="auto",this.canvas.style.userSelect="auto",this.canvas.style.webkitUserSelect="auto",this.canvas.removeEventListener("pointerdown",this._handlePointerDown),this.canvas.removeEventListener("mousedown",this._handleMouseDown),this.canvas.removeEventListener("touchstart",this._handleTouchStart),this._removeMoveUpEventListeners()}_getListenerFunctions(){let t=window.document===this.canvas.ownerDocument?window:this.canvas.ownerDocument.defaultView??this.canvas.ownerDocument;return{addEventListener:t.addEventListener.bind(t),removeEventListener:t.removeEventListener.bind(t)}}_removeMoveUpEventListeners(){let{removeEventListener:t}=this._getListenerFunctions();t("pointermove",this._handlePointerMove),t("pointerup",this._handlePointerUp),t("pointercancel",this._handlePointerCancel),t("mousemove",this._handleMouseMove),t("mouseup",this._handleMouseUp),t("touchmove",this._handleTouchMove),t("touchend",this._handleTouchEnd),t("touchcancel",this._handleTouchCancel)}isEmpty(){return this._isEmpty}fromData(t,{clear:e=!0}={}){e&&this.clear(),this._fromData(t,this._drawCurve.bind(this),this._drawDot.bind(this),this._drawLine.bind(this)),this._data=this._data.concat(t)}toData(){return this._data}_isLeftButtonPressed(t,e){return e?t.buttons===1:(t.buttons&1)===1}_pointerEventToSignatureEvent(t){return{event:t,type:t.type,x:t.clientX,y:t.clientY,pressure:"pressure"in t?t.pressure:0}}_touchEventToSignatureEvent(t){let e=t.changedTouches[0];return{event:t,type:t.type,x:e.clientX,y:e.clientY,pressure:e.force}}_handleMouseDown(t){!this._isLeftButtonPressed(t,!0)||this._drawingStroke||this._strokeBegin(this._pointerEventToSignatureEvent(t))}_handleMouseMove(t){if(!this._isLeftButtonPressed(t,!0)||!this._drawingStroke){this._strokeEnd(this._pointerEventToSignatureEvent(t),!1);return}this._strokeMoveUpdate(this._pointerEventToSignatureEvent(t))}_handleMouseUp(t){this._isLeftButtonPressed(t)||this._strokeEnd(this._pointerEventToSignatureEvent(t))}_handleTouchStart(t){t.targetTouches.length!==1||this._drawingStroke||(t.cancelable&&t.preventDefault(),this._strokeBegin(this._touchEventToSignatureEvent(t)))}_handleTouchMove(t){if(t.targetTouches.length===1){if(t.cancelable&&t.preventDefault(),!this._drawingStroke){this._strokeEnd(this._touchEventToSignatureEvent(t),!1);return}this._strokeMoveUpdate(this._touchEventToSignatureEvent(t))}}_handleTouchEnd(t){t.targetTouches.length===0&&(t.cancelable&&t.preventDefault(),this._strokeEnd(this._touchEventToSignatureEvent(t)))}_handlePointerCancel(t){this._allowPointerId(t)&&(t.preventDefault(),this._strokeEnd(this._pointerEventToSignatureEvent(t),!1))}_handleTouchCancel(t){t.cancelable&&t.preventDefault(),this._strokeEnd(this._touchEventToSignatureEvent(t),!1)}_getPointerId(t){return t.persistentDeviceId||t.pointerId}_allowPointerId(t,e=!1){return typeof this._strokePointerId>"u"?e:this._getPointerId(t)===this._strokePointerId}_handlePointerDown(t){this._drawingStroke||!this._isLeftButtonPressed(t)||!this._allowPointerId(t,!0)||(this._strokePointerId=this._getPointerId(t),t.preventDefault(),this._strokeBegin(this._pointerEventToSignatureEvent(t)))}_handlePointerMove(t){if(this._allowPointerId(t)){if(!this._isLeftButtonPressed(t,!0)||!this._drawingStroke){this._strokeEnd(this._pointerEventToSignatureEvent(t),!1);return}t.preventDefault(),this._strokeMoveUpdate(this._pointerEventToSignatureEvent(t))}}_handlePointerUp(t){this._isLeftButtonPressed(t)||!this._allowPointerId(t)||(t.preventDefault(),this._strokeEnd(this._pointerEventToSignatureEvent(t)))}_getPointGroupOptions(t){return{penColor:t&&"penColor"in t?t.penColor:this.penColor,dotSize:t&&"dotSize"in t?t.dotSize:this.dotSize,minWidth:t&&"minWidth"in t?t.minWidth:this.minWidth,maxWidth:t&&"maxWidth"in t?t.maxWidth:this.maxWidth,velocityFilterWeight:t&&"velocityFilterWeight"in t?t.velocityFilterWeight:this.velocityFilterWeight,compositeOperation:t&&"compositeOperation"in t?t.compositeOperation:this.compositeOperation}}_strokeBegin(t){if(!this.dispatchEvent(new CustomEvent("beginStroke",{detail:t,cancelable:!0})))return;let{addEventListener:i}=this._getListenerFunctions();switch(t.event.type){case"mousedown":i("mousemove",this._handleMouseMove,{passive:!1}),i("mouseup",this._handleMouseUp,{passive:!1});break;case"touchstart":i("touchmove",this._handleTouchMove,{passive:!1}),i("touchend",this._handleTouchEnd,{passive:!1}),i("touchcancel",this._handleTouchCancel,{passive:!1});break;case"pointerdown":i("pointermove",this._handlePointerMove,{passive:!1}),i("pointerup",this._handlePointerUp,{passive:!1}),i("pointercancel",this._handlePointerCancel,{passive:!1});break;default:}this._drawingStroke=!0;let s=this._getPointGroupOptions(),r={...s,points:[]};this._data.push(r),this._reset(s),this._strokeUpdate(t)}_strokeUpdate(t){if(!this._drawingStroke)return;if(this._data.length===0){this._strokeBegin(t);return}this.dispatchEvent(new CustomEvent("beforeUpdateStroke",{detail:t}));let e=this._createPoint(t.x,t.y,t.pressure),i=this._data[this._data.length-1],s=i.points,r=s.length>0&&s[s.length-1],o=r?e.distanceTo(r)<=this.minDistance:!1,l=this._getPointGroupOptions(i);if(!r||!(r&&o)){let u=this._addPoint(e,l);r?u&&this._drawCurve(u,l):this._drawDot(e,l),s.push({time:e.time,x:e.x,y:e.y,pressure:e.pressure})}this.dispatchEvent(new CustomEvent("afterUpdateStroke",{detail:t}))}_strokeEnd(t,e=!0){this._removeMoveUpEventListeners(),this._drawingStroke&&(e&&this._strokeUpdate(t),this._drawingStroke=!1,this._strokePointerId=void 0,this.dispatchEvent(new CustomEvent("endStroke",{detail:t})))}_handlePointerEvents(){this._drawingStroke=!1,this.canvas.addEventListener("pointerdown",this._handlePointerDown,{passive:!1})}_handleMouseEvents(){this._drawingStroke=!1,this.canvas.addEventListener("mousedown",this._handleMouseDown,{passive:!1})}_handleTouchEvents(){this.canvas.addEventListener("touchstart",this._handleTouchStart,{passive:!1})}_reset(t){this._lastPoints=[],this._lastVelocity=0,this._lastWidth=(t.minWidth+t.maxWidth)/2,this._ctx.fillStyle=t.penColor,this._ctx.globalCompositeOperation=t.compositeOperation}_createPoint(t,e,i){let s=this.canvas.getBoundingClientRect();return new T(t-s.left,e-s.top,i,new Date().getTime())}_addPoint(t,e){let{_lastPoints:i}=this;if(i.push(t),i.length>2){i.length===3&&i.unshift(i[0]);let s=this._calculateCurveWidths(i[1],i[2],e),r=it.fromPoints(i,s);return i.shift(),r}return null}_calculateCurveWidths(t,e,i){let s=i.velocityFilterWeight*e.velocityFrom(t)+(1-i.velocityFilterWeight)*this._lastVelocity,r=this._strokeWidth(s,i),o={end:r,start:this._lastWidth};return this._lastVelocity=s,this._lastWidth=r,o}_strokeWidth(t,e){return Math.max(e.maxWidth/(t+1),e.minWidth)}_drawCurveSegment(t,e,i){let s=this._ctx;s.moveTo(t,e),s.arc(t,e,i,0,2*Math.PI,!1),this._isEmpty=!1}_drawCurve(t,e){let i=this._ctx,s=t.endWidth-t.startWidth,r=Math.ceil(t.length())*2;i.beginPath(),i.fillStyle=e.penColor;for(let o=0;o<r;o+=1){let l=o/r,u=l*l,d=u*l,a=1-l,c=a*a,p=c*a,h=p*t.startPoint.x;h+=3*c*l*t.control1.x,h+=3*a*u*t.control2.x,h+=d*t.endPoint.x;let f=p*t.startPoint.y;f+=3*c*l*t.control1.y,f+=3*a*u*t.control2.y,f+=d*t.endPoint.y;let g=Math.min(t.startWidth+d*s,e.maxWidth);this._drawCurveSegment(h,f,g)}i.closePath(),i.fill()}_getDotSize(t){return t.dotSize>0?t.dotSize:(t.minWidth+t.maxWidth)/2}_drawDot(t,e){let i=this._ctx,s=this._getDotSize(e);i.beginPath(),this._drawCurveSegment(t.x,t.y,s),i.closePath(),i.fillStyle=e.penColor,i.fill()}_drawLine(t,e,i){let s=this._ctx;s.save(),s.beginPath(),s.moveTo(t.x,t.y),s.lineTo(e.x,e.y),s.lineWidth=this._getDotSize(i)*2,s.lineCap="round",s.strokeStyle=i.penColor,s.stroke(),s.restore(),this._isEmpty=!1}_fromData(t,e,i,s){for(let r of t){let{points:o}=r,l=this._getPointGroupOptions(r);if(o.length>2)for(let u=0;u<o.length;u+=1){let d=o[u],a=new T(d.x,d.y,d.pressure,d.time);u===0&&this._reset(l);let c=this._addPoint(a,l);c&&e(c,l)}else o.length===2?(this._reset(l),s(o[0],o[1],l)):(this._reset(l),i(o[0],l))}}toSVG({includeBackgroundColor:t=!1,includeDataUrl:e=!1}={}){let i=this._data,s=Math.max(window.devicePixelRatio||1,1),r=0,o=0,l=this.canvas.width/s,u=this.canvas.height/s,d=document.createElementNS("http://www.w3.org/2000/svg","svg");if(d.setAttribute("xmlns","http://www.w3.org/2000/svg"),d.setAttribute("xmlns:xlink","http://www.w3.org/1999/xlink"),d.setAttribute("viewBox",`${r} ${o} ${l} ${u}`),d.setAttribute("width",l.toString()),d.setAttribute("height",u.toString()),t&&this.backgroundColor){let a=document.createElement("rect");a.setAttribute("width","100%"),a.setAttribute("height","100%"),a.setAttribute("fill",this.backgroundColor),d.appendChild(a)}if(e&&this._dataUrl){let a=this._dataUrlOptions?.ratio||window.devicePixelRatio||1,c=this._dataUrlOptions?.width||this.canvas.width/a,p=this._dataUrlOptions?.height||this.canvas.height/a,h=this._dataUrlOptions?.xOffset||0,f=this._dataUrlOptions?.yOffset||0,g=document.createElement("image");g.setAttribute("x",h.toString()),g.setAttribute("y",f.toString()),g.setAttribute("width",c.toString()),g.setAttribute("height",p.toString()),g.setAttribute("preserveAspectRatio","none"),g.setAttribute("href",this._dataUrl),d.appendChild(g)}return this._fromData(i,(a,{penColor:c})=>{let p=document.createElement("path");if(!isNaN(a.control1.x)&&!isNaN(a.control1.y)&&!isNaN(a.control2.x)&&!isNaN(a.control2.y)){let h=`M ${a.startPoint.x.toFixed(3)},${a.startPoint.y.toFixed(3)} C ${a.control1.x.toFixed(3)},${a.control1.y.toFixed(3)} ${a.control2.x.toFixed(3)},${a.control2.y.toFixed(3)} ${a.endPoint.x.toFixed(3)},${a.endPoint.y.toFixed(3)}`;p.setAttribute("d",h),p.setAttribute("stroke-width",(a.endWidth*2.25).toFixed(3)),p.setAttribute("stroke",c),p.setAttribute("fill","none"),p.setAttribute("stroke-linecap","round"),d.appendChild(p)}},(a,{penColor:c,dotSize:p,minWidth:h,maxWidth:f})=>{let g=document.createElement("circle"),v=p>0?p:(h+f)/2;g.setAttribute("r",v.toString()),g.setAttribute("cx",a.x.toString()),g.setAttribute("cy",a.y.toString()),g.setAttribute("fill",c),d.appendChild(g)},(a,c,p)=>{let h=document.createElement("line");h.setAttribute("x1",a.x.toString()),h.setAttribute("y1",a.y.toString()),h.setAttribute("x2",c.x.toString()),h.setAttribute("y2",c.y.toString()),h.setAttribute("stroke",p.penColor),h.setAttribute("stroke-width",(this._getDotSize(p)*2).toString()),h.setAttribute("stroke-linecap","round"),d.appendChild(h)}),d.outerHTML}};var b={width:400,height:300};function N(n,t){let e=M(n),i=document.createElement("canvas"),s=new $(n,{throttle:0,minDistance:1,penColor:"transparent"}),r=[],o=null,l=null,u={erases:!1,width:16},d="black",a=()=>{e.save(),e.setTransform(1,0,0,1,0,0),e.globalCompositeOperation="copy",e.drawImage(i,0,0),e.restore(),o!==null&&D(e,[o],d)},c=()=>{n.width!==0&&(i.width=n.width,i.height=n.height,D(M(i),r,d),a())},p=()=>{let{width:h,height:f}=n.getBoundingClientRect(),g=window.devicePixelRatio||1,v=Math.round(h*g),x=Math.round(f*g);v===0||v===n.width&&x===n.height||(n.width=v,n.height=x,c())};return s.addEventListener("beginStroke",()=>{o={...u,points:[]}}),s.addEventListener("afterUpdateStroke",()=>{let h=s.toData().at(-1)?.points.at(-1);if(o===null||h===void 0)return;let f=b.width/n.getBoundingClientRect().width;l={x:h.x*f,y:h.y*f};let g=o.points.at(-1);g?.x===l.x&&g.y===l.y||(o={...o,points:[...o.points,l]},a(),t.onInk())}),s.addEventListener("endStroke",()=>{o!==null&&(r=[...r,o]),o=null,s.clear(),c(),t.onStroke(r)}),{setBrush(h){u=h},setColor(h){d!==h&&(d=h,c())},show(h){r=h,c()},fit:p,isDrawing:()=>o!==null,drawing:()=>o===null?r:[...r,o],lastPoint:()=>l,dispose:()=>s.off()}}function L(n,t){let e=M(n);return e.setTransform(1,0,0,1,0,0),e.clearRect(0,0,n.width,n.height),D(e,t,"black"),e.globalCompositeOperation="destination-over",e.fillStyle="white",e.fillRect(0,0,b.width,b.height),e.globalCompositeOperation="source-over",n}function M(n){return n.getContext("2d",{willReadFrequently:!0})}function D(n,t,e){let{canvas:i}=n;n.setTransform(i.width/b.width,0,0,i.height/b.height,0,0),n.lineCap=n.lineJoin="round",n.strokeStyle=e;for(let s of t)n.globalCompositeOperation=s.erases?"destination-out":"source-over",n.lineWidth=s.width,n.stroke(ot(s.points));n.globalCompositeOperation="source-over"}function ot(n){let t=new Path2D,[e]=n;if(e===void 0)return t;t.moveTo(e.x,e.y);for(let s=1;s<n.length-1;s+=1){let[r,o]=[n[s],n[s+1]];t.quadraticCurveTo(r.x,r.y,(r.x+o.x)/2,(r.y+o.y)/2)}let i=n.at(-1);return t.lineTo(n.length===1?i.x+.01:i.x,i.y),t}var F=`:host {
  display: block;
}

.pad {
  --ink: var(--st-text-color, #1a1c20);
  --ground: var(--st-background-color, #f7f7f4);
  --surface: var(--st-secondary-background-color, #ffffff);
  --line: var(--st-border-color, #dcdbd4);
  --accent: var(--st-primary-color, #2a4bd7);
  --muted: color-mix(in srgb, var(--ink) 70%, var(--ground));
  --edge: color-mix(in srgb, var(--ink) 50%, var(--ground));
  --gap: 24px;
  box-sizing: border-box;
  display: grid;
  grid-template-columns: minmax(0, 1fr) minmax(300px, 380px);
  gap: var(--gap) 40px;
  align-items: stretch;
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

/* Drawing */

.draw {
  display: flex;
  flex-direction: column;
  gap: 14px;
  min-width: 0;
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
  aspect-ratio: 4 / 3;
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

.choice {
  display: flex;
  padding: 0;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--surface);
}

.actions {
  display: flex;
  gap: 4px;
  margin-left: auto;
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
  width: 150px;
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
  align-items: center;
  gap: 24px;
  min-height: 148px;
}

.value {
  min-width: 96px;
  color: var(--accent);
  font-size: 148px;
  font-weight: 600;
  font-variant-numeric: lining-nums tabular-nums;
  line-height: 1;
  letter-spacing: -0.03em;
}

.value:empty {
  display: none;
}

.value[data-length="3"],
.value[data-length="4"] {
  font-size: 84px;
}

.value[data-length="5"],
.value[data-length="6"],
.value[data-length="7"],
.value[data-length="8"] {
  font-size: 48px;
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
    gap: 6px 12px;
  }

  .choice span,
  .actions span,
  .keys {
    display: none;
  }

  .width {
    order: 3;
    flex: 1 1 100%;
  }

  .width input {
    flex: 1;
  }

  .headline {
    gap: 16px;
    min-height: 88px;
  }

  .value {
    min-width: 56px;
    font-size: 88px;
  }

  .confidence {
    font-size: 22px;
  }

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

  .seen canvas {
    width: 64px;
    height: 64px;
  }
}

@media (prefers-reduced-motion: reduce) {
  .hint {
    transition: none;
  }
}
`;var G=`<section class="draw" aria-label="Drawing">
  <div class="paper" data-empty="true">
    <canvas role="img" aria-label="Drawing area: draw a digit with the mouse, a finger or a pen"></canvas>
    <p class="hint" aria-hidden="true">Draw a digit here</p>
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
      <button type="button" data-command="download" aria-label="Save as PNG" title="Save the drawing as PNG">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.500M4.5 19.500h15"/></svg>
      </button>
      <button type="button" data-command="clear" aria-label="Clear" title="Clear (Del or C)">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4.5 6.500h15M9.5 6V4h5v2M6.5 6.500l1 13.500h9l1-13.500M10.2 10.500v6M13.8 10.500v6"/></svg>
        <span>Clear</span>
      </button>
    </div>
  </div>
  <p class="keys">
    <kbd>P</kbd> pen <kbd>E</kbd> eraser <kbd>[</kbd><kbd>]</kbd> width <kbd>Ctrl</kbd><kbd>Z</kbd> undo
    <kbd>Del</kbd> clear
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
  <ol class="bars" aria-hidden="true">
    <li><span class="name">0</span><span class="track"><i></i></span><span class="percent"></span></li>
    <li><span class="name">1</span><span class="track"><i></i></span><span class="percent"></span></li>
    <li><span class="name">2</span><span class="track"><i></i></span><span class="percent"></span></li>
    <li><span class="name">3</span><span class="track"><i></i></span><span class="percent"></span></li>
    <li><span class="name">4</span><span class="track"><i></i></span><span class="percent"></span></li>
    <li><span class="name">5</span><span class="track"><i></i></span><span class="percent"></span></li>
    <li><span class="name">6</span><span class="track"><i></i></span><span class="percent"></span></li>
    <li><span class="name">7</span><span class="track"><i></i></span><span class="percent"></span></li>
    <li><span class="name">8</span><span class="track"><i></i></span><span class="percent"></span></li>
    <li><span class="name">9</span><span class="track"><i></i></span><span class="percent"></span></li>
  </ol>
  <figure class="seen">
    <canvas width="28" height="28" role="img" aria-label="The digit as the network sees it"></canvas>
    <figcaption><b>What the network sees</b> Your ink, centred and scaled to 28 \xD7 28 pixels.</figcaption>
  </figure>
</section>
`;var k={least:4,most:40,step:2,usual:16},dt=2.5,ct=1600,V=new Map,P=new WeakMap;function ht(n){let t=n.parentElement,e=P.get(t);return e===void 0&&(e=pt(n),P.set(t,e)),e.update(n),()=>{P.get(t)?.dispose(),P.delete(t)}}function ut(n){let t=V.get(n);return t===void 0&&(t={history:R([]),tool:"pen",width:k.usual,seq:0},V.set(n,t)),t}function pt(n){let t=gt(n.parentElement),e=ut(n.data.key),i=t.querySelector(".paper canvas"),s=t.querySelector(".paper"),r=t.querySelector(".answer"),o=t.querySelector("input[type=range]"),l=U(t),u=Y(b.width),d=n,a=N(i,{onInk(){s.dataset.empty="false",p()},onStroke(m){f(S(e.history,m))}}),c=H(()=>{e.seq+=1;let m=a.lastPoint(),w=L(u,a.drawing()).toDataURL("image/png").replace(/^.*,/,""),y=m===null?null:[K(m.x),K(m.y)];return d.setTriggerValue("frame",{seq:e.seq,png:w,touched:y}),Z(t,"inkdigits-sent",e.seq),e.seq}),p=()=>{c.changed(),r.ariaBusy="true"},h=()=>{let{history:m,tool:w,width:y}=e,_=j=>t.querySelector(`[data-command=${j}]`);_("pen").setAttribute("aria-pressed",String(w==="pen")),_("eraser").setAttribute("aria-pressed",String(w==="eraser")),_("undo").setAttribute("aria-disabled",String(m.past.length===0)),_("redo").setAttribute("aria-disabled",String(m.future.length===0)),_("clear").setAttribute("aria-disabled",String(m.present.length===0)),_("download").setAttribute("aria-disabled",String(m.present.length===0)),o.value=String(y),o.style.setProperty("--width",String(y)),s.dataset.empty=String(m.present.length===0);let W={erases:w==="eraser",width:w==="eraser"?y*dt:y};a.setBrush(W),i.style.cursor=ft(W.width*i.clientWidth/b.width/2)},f=m=>{m!==e.history&&(e.history=m,m.present!==a.drawing()&&a.show(m.present),h(),p())},g=m=>{e.width=Math.min(k.most,Math.max(k.least,m)),h()},v={pen:()=>(e.tool="pen",h()),eraser:()=>(e.tool="eraser",h()),thinner:()=>g(e.width-k.step),wider:()=>g(e.width+k.step),undo:()=>f(z(e.history)),redo:()=>f(q(e.history)),clear:()=>e.history.present.length>0&&f(S(e.history,[])),download:()=>e.history.present.length>0&&mt(e.history.present)},x=m=>{a.isDrawing()||v[m]()},A=m=>{let w=i.offsetParent===null?null:O(m);w!==null&&(m.preventDefault(),m.stopImmediatePropagation(),x(w))},I=new ResizeObserver(()=>{a.fit(),h()});for(let m of t.querySelectorAll("[data-command]"))m.addEventListener("click",()=>x(m.dataset.command));return o.addEventListener("input",()=>g(Number(o.value))),window.addEventListener("keydown",A,{capture:!0}),I.observe(i),a.fit(),a.show(e.history.present),h(),{update(m){d=m;let w=d.data.answer??null;if(a.setColor(getComputedStyle(i).color),l.show(w),w===null){e.history.present.length>0&&c.isIdle()&&p();return}Z(t,"inkdigits-shown",w.seq),c.answered(w.seq),r.ariaBusy=String(!c.isIdle())},dispose(){a.isDrawing()&&(e.history=S(e.history,a.drawing())),window.removeEventListener("keydown",A,{capture:!0}),I.disconnect(),c.dispose(),l.dispose(),a.dispose()}}}function gt(n){let t=document.createElement("style");t.textContent=F;let e=document.createElement("div");return e.className="pad",e.innerHTML=G,n.append(t,e),e}function Z(n,t,e){n.dispatchEvent(new CustomEvent(t,{detail:{seq:e},bubbles:!0,composed:!0}))}function mt(n){let t=document.createElement("a");t.download="inkdigits-drawing.png",t.href=L(Y(ct),n).toDataURL("image/png"),t.click()}function Y(n){let t=document.createElement("canvas");return t.width=n,t.height=n*b.height/b.width,t}function ft(n){let t=Math.min(60,Math.max(3,n)),e=Math.ceil(2*t+4),i=(r,o)=>`<circle cx="${e/2}" cy="${e/2}" r="${t}" fill="none" stroke="${r}" stroke-width="${o}"/>`,s=`<svg xmlns="http://www.w3.org/2000/svg" width="${e}" height="${e}">${i("white",3)}${i("black",1)}</svg>`;return`url("data:image/svg+xml,${encodeURIComponent(s)}") ${e/2} ${e/2}, crosshair`}function K(n){return Math.round(10*n)/10}export{ht as default};
