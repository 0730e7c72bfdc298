/* inkdigits drawing pad. Built from frontend/src, sha256 0ff9d87b8a244132881bd8fc401deb996753b6691eed36579995b75adc5e7b2e. Holds signature_pad (MIT), see THIRD_PARTY_NOTICES. */
function R(n){let t=n.querySelector(".answer"),e=n.querySelector(".value"),i=n.querySelector(".confidence"),s=n.querySelector(".note"),r=n.querySelector("[role=status]"),o=n.querySelector(".seen canvas"),d=[...n.querySelectorAll(".bars li")],u,c=l=>{window.clearTimeout(u),u=window.setTimeout(()=>{r.textContent!==l&&(r.textContent=l)},700)};return{show:l=>{let p=it(l),h=l?.digits[l.focus??0]??null;t.dataset.state=p.state,t.dataset.seq=String(l?.seq??0),e.textContent=p.value;let f=p.value.split(`
`);e.style.setProperty("--columns",String(Math.max(...f.map(g=>g.length)))),e.style.setProperty("--rows",String(f.length)),i.textContent=p.confidence,s.textContent=p.note,d.forEach((g,w)=>{let x=h?.probabilities[w]??0;g.style.setProperty("--share",x.toFixed(4)),g.dataset.probability=x.toFixed(4),g.classList.toggle("chosen",h?.value===w),g.querySelector(".percent").textContent=x<.005?"":E(x,0)}),ot(o,l?.seen??null),c(p.spoken)},dispose:()=>window.clearTimeout(u)}}function it(n){if(n?.error)return{state:"error",value:"",confidence:"Could not read this",note:n.error,spoken:n.error};let t=(n?.digits??[]).filter(s=>s.reason!=="blank");if(t.length===0)return{state:"blank",value:"",confidence:"Nothing drawn yet",note:"The answer moves here while you draw.",spoken:"Nothing drawn yet"};let e=t.reduce((s,r)=>s*r.confidence,1);if(t.every(s=>s.value===null))return{state:"not_a_digit",value:"",confidence:"Not a digit",note:`${E(e,1)} sure`,spoken:"Not a digit"};let i=n.text;return{state:"digit",value:i,confidence:E(e,1),note:rt(t)??st(t)??"sure",spoken:`${i.replaceAll(`
`,", ")}, ${E(e,0)} sure`}}function st(n){let t=n.filter(e=>e.needs_review).length;return t===0||n.length===1?null:`sure: look again at ${t} of ${n.length}`}function rt(n){let t=n[0];if(n.length!==1||t===void 0||!t.needs_review)return null;let i=t.probabilities.map((s,r)=>({probability:s,value:r})).filter(s=>s.value!==t.value).sort((s,r)=>r.probability-s.probability)[0];return i===void 0||i.probability<.02?"sure: look again":`sure, could be ${i.value}`}function E(n,t){let e=100-10**-t;return`${Math.min(100*n,e).toFixed(t)}%`}function ot(n,t){let e=n.getContext("2d");if(e.clearRect(0,0,28,28),t===null)return;let i=at(getComputedStyle(n).color),s=atob(t),r=e.createImageData(28,28);for(let o=0;o<784;o+=1)r.data.set([...i,s.charCodeAt(o)],4*o);e.putImageData(r,0,0)}function at(n){let[t=0,e=0,i=0]=(n.match(/[\d.]+/g)??[]).map(Number);return[t,e,i]}/*!
 * Signature Pad v5.1.4 | https://github.com/szimek/signature_pad
 * (c) 2026 Szymon Nowak | Released under the MIT license
 */var S=class{x;y;pressure;time;constructor(n,t,e,i){if(isNaN(n)||isNaN(t))throw new Error(`Point is invalid: (${n}, ${t})`);this.x=+n,this.y=+t,this.pressure=e||0,this.time=i||Date.now()}distanceTo(n){return Math.sqrt(Math.pow(this.x-n.x,2)+Math.pow(this.y-n.y,2))}equals(n){return this.x===n.x&&this.y===n.y&&this.pressure===n.pressure&&this.time===n.time}velocityFrom(n){return this.time!==n.time?this.distanceTo(n)/(this.time-n.time):0}},lt=class B{constructor(t,e,i,s,r,o){this.startPoint=t,this.control2=e,this.control1=i,this.endPoint=s,this.startWidth=r,this.endWidth=o}startPoint;control2;control1;endPoint;startWidth;endWidth;static fromPoints(t,e){let i=this.calculateControlPoints(t[0],t[1],t[2]).c2,s=this.calculateControlPoints(t[1],t[2],t[3]).c1;return new B(t[1],i,s,t[2],e.start,e.end)}static calculateControlPoints(t,e,i){let s=t.x-e.x,r=t.y-e.y,o=e.x-i.x,d=e.y-i.y,u={x:(t.x+e.x)/2,y:(t.y+e.y)/2},c={x:(e.x+i.x)/2,y:(e.y+i.y)/2},a=Math.sqrt(s*s+r*r),l=Math.sqrt(o*o+d*d),p=u.x-c.x,h=u.y-c.y,f=a+l==0?0:l/(a+l),g={x:c.x+p*f,y:c.y+h*f},w=e.x-g.x,x=e.y-g.y;return{c1:new S(u.x+w,u.y+x),c2:new S(c.x+w,c.y+x)}}length(){let e=0,i,s;for(let r=0;r<=10;r+=1){let o=r/10,d=this.point(o,this.startPoint.x,this.control1.x,this.control2.x,this.endPoint.x),u=this.point(o,this.startPoint.y,this.control1.y,this.control2.y,this.endPoint.y);if(r>0){let c=d-i,a=u-s;e+=Math.sqrt(c*c+a*a)}i=d,s=u}return e}point(t,e,i,s,r){return e*(1-t)*(1-t)*(1-t)+3*i*(1-t)*(1-t)*t+3*s*(1-t)*t*t+r*t*t*t}},dt=class{_et;constructor(){try{this._et=new EventTarget}catch{this._et=document}}addEventListener(n,t,e){this._et.addEventListener(n,t,e)}dispatchEvent(n){return this._et.dispatchEvent(n)}removeEventListener(n,t,e){this._et.removeEventListener(n,t,e)}};function ct(n,t=250){let e=0,i=null,s,r,o,d=()=>{e=Date.now(),i=null,s=n.apply(r,o),i||(r=null,o=[])};return function(...c){let a=Date.now(),l=t-(a-e);return r=this,o=c,l<=0||l>t?(i&&(clearTimeout(i),i=null),e=a,s=n.apply(r,o),i||(r=null,o=[])):i||(i=window.setTimeout(d,l)),s}}var N=class L extends dt{constructor(t,e={}){super(),this.canvas=t,this.velocityFilterWeight=e.velocityFilterWeight||.7,this.minWidth=e.minWidth||.5,this.maxWidth=e.maxWidth||2.5,this.throttle=e.throttle??16,this.minDistance=e.minDistance??5,this.dotSize=e.dotSize||0,this.penColor=e.penColor||"black",this.backgroundColor=e.backgroundColor||"rgba(0,0,0,0)",this.compositeOperation=e.compositeOperation||"source-over",this.canvasContextOptions=e.canvasContextOptions??{},this._strokeMoveUpdate=this.throttle?ct(L.prototype._strokeUpdate,this.throttle):L.prototype._strokeUpdate,this._handleMouseDown=this._handleMouseDown.bind(this),this._handleMouseMove=this._handleMouseMove.bind(this),this._handleMouseUp=this._handleMouseUp.bind(this),this._handleTouchStart=this._handleTouchStart.bind(this),this._handleTouchMove=this._handleTouchMove.bind(this),this._handleTouchEnd=this._handleTouchEnd.bind(this),this._handlePointerDown=this._handlePointerDown.bind(this),this._handlePointerMove=this._handlePointerMove.bind(this),this._handlePointerUp=this._handlePointerUp.bind(this),this._handlePointerCancel=this._handlePointerCancel.bind(this),this._handleTouchCancel=this._handleTouchCancel.bind(this),this._ctx=t.getContext("2d",this.canvasContextOptions),this.clear(),this.on()}canvas;dotSize;minWidth;maxWidth;penColor;minDistance;velocityFilterWeight;compositeOperation;backgroundColor;throttle;canvasContextOptions;_ctx;_drawingStroke=!1;_isEmpty=!0;_dataUrl;_dataUrlOptions;_lastPoints=[];_data=[];_lastVelocity=0;_lastWidth=0;_strokeMoveUpdate;_strokePointerId;clear(){let{_ctx:t,canvas:e}=this;t.fillStyle=this.backgroundColor,t.clearRect(0,0,e.width,e.height),t.fillRect(0,0,e.width,e.height),this._data=[],this._reset(this._getPointGroupOptions()),this._isEmpty=!0,this._dataUrl=void 0,this._dataUrlOptions=void 0,this._strokePointerId=void 0}redraw(){let t=this._data,e=this._dataUrl,i=this._dataUrlOptions;this.clear(),e&&this.fromDataURL(e,i),this.fromData(t,{clear:!1})}fromDataURL(t,e={}){return new Promise((i,s)=>{let r=new Image,o=e.ratio||window.devicePixelRatio||1,d=e.width||this.canvas.width/o,u=e.height||this.canvas.height/o,c=e.xOffset||0,a=e.yOffset||0;this._reset(this._getPointGroupOptions()),r.onload=()=>{this._ctx.drawImage(r,c,a,d,u),i()},r.onerror=l=>{s(l)},r.crossOrigin="anonymous",r.src=t,this._isEmpty=!1,this._dataUrl=t,this._dataUrlOptions={...e}})}toDataURL(t="image/png",e){return t==="image/svg+xml"?(typeof e!="object"&&(e=void 0),`data:image/svg+xml;base64,${btoa(this.toSVG(e))}`):(typeof e!="number"&&(e=void 0),this.canvas.toDataURL(t,e))}on(){this.canvas.style.touchAction="none",this.canvas.style.msTouchAction="none",this.canvas.style.userSelect="none",this.canvas.style.webkitUserSelect="none";let t=/Macintosh/.test(navigator.userAgent)&&"ontouchstart"in document;window.PointerEvent&&!t?this._handlePointerEvents():(this._handleMouseEvents(),"ontouchstart"in window&&this._handleTouchEvents())}off(){this.canvas.style.touchAction="auto",this.canvas.style.msTouchAction="auto",this.canvas.style.userSelect="auto",this.canvas.style.webkitUserSelect="auto",this.canvas.removeEventListener("pointerdown",this._handlePointerDown),this.canvas.removeEventListener("mousedown",this._handleMouseDown),this.canvas.removeEventListener("touchstart",this._handleTouchStart),this._removeMoveUpEventListeners()}_getListenerFunctions(){let t=window.document===this.canvas.ownerDocument?window:this.canvas.ownerDocument.defaultView??this.canvas.ownerDocument;return{addEventListener:t.addEventListener.bind(t),removeEventListener:t.removeEventListener.bind(t)}}_removeMoveUpEventListeners(){let{removeEventListener:t}=this._getListenerFunctions();t("pointermove",this._handlePointerMove),t("pointerup",this._handlePointerUp),t("pointercancel",this._handlePointerCancel),t("mousemove",this._handleMouseMove),t("mouseup",this._handleMouseUp),t("touchmove",this._handleTouchMove),t("touchend",this._handleTouchEnd),t("touchcancel",this._handleTouchCancel)}isEmpty(){return this._isEmpty}fromData(t,{clear:e=!0}={}){e&&this.clear(),this._fromData(t,this._drawCurve.bind(this),this._drawDot.bind(this),this._drawLine.bind(this)),this._data=this._data.concat(t)}toData(){return this._data}_isLeftButtonPressed(t,e){return e?t.buttons===1:(t.buttons&1)===1}_pointerEventToSignatureEvent(t){return{event:t,type:t.type,x:t.clientX,y:t.clientY,pressure:"pressure"in t?t.pressure:0}}_touchEventToSignatureEvent(t){let e=t.changedTouches[0];return{event:t,type:t.type,x:e.clientX,y:e.clientY,pressure:e.force}}_handleMouseDown(t){!this._isLeftButtonPressed(t,!0)||this._drawingStroke||this._strokeBegin(this._pointerEventToSignatureEvent(t))}_handleMouseMove(t){if(!this._isLeftButtonPressed(t,!0)||!this._drawingStroke){this._strokeEnd(this._pointerEventToSignatureEvent(t),!1);return}this._strokeMoveUpdate(this._pointerEventToSignatureEvent(t))}_handleMouseUp(t){this._isLeftButtonPressed(t)||this._strokeEnd(this._pointerEventToSignatureEvent(t))}_handleTouchStart(t){t.targetTouches.length!==1||this._drawingStroke||(t.cancelable&&t.preventDefault(),this._strokeBegin(this._touchEventToSignatureEvent(t)))}_handleTouchMove(t){if(t.targetTouches.length===1){if(t.cancelable&&t.preventDefault(),!this._drawingStroke){this._strokeEnd(this._touchEventToSignatureEvent(t),!1);return}this._strokeMoveUpdate(this._touchEventToSignatureEvent(t))}}_handleTouchEnd(t){t.targetTouches.length===0&&(t.cancelable&&t.preventDefault(),this._strokeEnd(this._touchEventToSignatureEvent(t)))}_handlePointerCancel(t){this._allowPointerId(t)&&(t.preventDefault(),this._strokeEnd(this._pointerEventToSignatureEvent(t),!1))}_handleTouchCancel(t){t.cancelable&&t.preventDefault(),this._strokeEnd(this._touchEventToSignatureEvent(t),!1)}_getPointerId(t){return t.persistentDeviceId||t.pointerId}_allowPointerId(t,e=!1){return typeof this._strokePointerId>"u"?e:this._getPointerId(t)===this._strokePointerId}_handlePointerDown(t){this._drawingStroke||!this._isLeftButtonPressed(t)||!this._allowPointerId(t,!0)||(this._strokePointerId=this._getPointerId(t),t.preventDefault(),this._strokeBegin(this._pointerEventToSignatureEvent(t)))}_handlePointerMove(t){if(this._allowPointerId(t)){if(!this._isLeftButtonPressed(t,!0)||!this._drawingStroke){this._strokeEnd(this._pointerEventToSignatureEvent(t),!1);return}t.preventDefault(),this._strokeMoveUpdate(this._pointerEventToSignatureEvent(t))}}_handlePointerUp(t){this._isLeftButtonPressed(t)||!this._allowPointerId(t)||(t.preventDefault(),this._strokeEnd(this._pointerEventToSignatureEvent(t)))}_getPointGroupOptions(t){return{penColor:t&&"penColor"in t?t.penColor:this.penColor,dotSize:t&&"dotSize"in t?t.dotSize:this.dotSize,minWidth:t&&"minWidth"in t?t.minWidth:this.minWidth,maxWidth:t&&"maxWidth"in t?t.maxWidth:this.maxWidth,velocityFilterWeight:t&&"velocityFilterWeight"in t?t.velocityFilterWeight:this.velocityFilterWeight,compositeOperation:t&&"compositeOperation"in t?t.compositeOperation:this.compositeOperation}}_strokeBegin(t){if(!this.dispatchEvent(new CustomEvent("beginStroke",{detail:t,cancelable:!0})))return;let{addEventListener:i}=this._getListenerFunctions();switch(t.event.type){case"mousedown":i("mousemove",this._handleMouseMove,{passive:!1}),i("mouseup",this._handleMouseUp,{passive:!1});break;case"touchstart":i("touchmove",this._handleTouchMove,{passive:!1}),i("touchend",this._handleTouchEnd,{passive:!1}),i("touchcancel",this._handleTouchCancel,{passive:!1});break;case"pointerdown":i("pointermove",this._handlePointerMove,{passive:!1}),i("pointerup",this._handlePointerUp,{passive:!1}),i("pointercancel",this._handlePointerCancel,{passive:!1});break;default:}this._drawingStroke=!0;let s=this._getPointGroupOptions(),r={...s,points:[]};this._data.push(r),this._reset(s),this._strokeUpdate(t)}_strokeUpdate(t){if(!this._drawingStroke)return;if(this._data.length===0){this._strokeBegin(t);return}this.dispatchEvent(new CustomEvent("beforeUpdateStroke",{detail:t}));let e=this._createPoint(t.x,t.y,t.pressure),i=this._data[this._data.length-1],s=i.points,r=s.length>0&&s[s.length-1],o=r?e.distanceTo(r)<=this.minDistance:!1,d=this._getPointGroupOptions(i);if(!r||!(r&&o)){let u=this._addPoint(e,d);r?u&&this._drawCurve(u,d):this._drawDot(e,d),s.push({time:e.time,x:e.x,y:e.y,pressure:e.pressure})}this.dispatchEvent(new CustomEvent("afterUpdateStroke",{detail:t}))}_strokeEnd(t,e=!0){this._removeMoveUpEventListeners(),this._drawingStroke&&(e&&this._strokeUpdate(t),this._drawingStroke=!1,this._strokePointerId=void 0,this.dispatchEvent(new CustomEvent("endStroke",{detail:t})))}_handlePointerEvents(){this._drawingStroke=!1,this.canvas.addEventListener("pointerdown",this._handlePointerDown,{passive:!1})}_handleMouseEvents(){this._drawingStroke=!1,this.canvas.addEventListener("mousedown",this._handleMouseDown,{passive:!1})}_handleTouchEvents(){this.canvas.addEventListener("touchstart",this._handleTouchStart,{passive:!1})}_reset(t){this._lastPoints=[],this._lastVelocity=0,this._lastWidth=(t.minWidth+t.maxWidth)/2,this._ctx.fillStyle=t.penColor,this._ctx.globalCompositeOperation=t.compositeOperation}_createPoint(t,e,i){let s=this.canvas.getBoundingClientRect();return new S(t-s.left,e-s.top,i,new Date().getTime())}_addPoint(t,e){let{_lastPoints:i}=this;if(i.push(t),i.length>2){i.length===3&&i.unshift(i[0]);let s=this._calculateCurveWidths(i[1],i[2],e),r=lt.fromPoints(i,s);return i.shift(),r}return null}_calculateCurveWidths(t,e,i){let s=i.velocityFilterWeight*e.velocityFrom(t)+(1-i.velocityFilterWeight)*this._lastVelocity,r=this._strokeWidth(s,i),o={end:r,start:this._lastWidth};return this._lastVelocity=s,this._lastWidth=r,o}_strokeWidth(t,e){return Math.max(e.maxWidth/(t+1),e.minWidth)}_drawCurveSegment(t,e,i){let s=this._ctx;s.moveTo(t,e),s.arc(t,e,i,0,2*Math.PI,!1),this._isEmpty=!1}_drawCurve(t,e){let i=this._ctx,s=t.endWidth-t.startWidth,r=Math.ceil(t.length())*2;i.beginPath(),i.fillStyle=e.penColor;for(let o=0;o<r;o+=1){let d=o/r,u=d*d,c=u*d,a=1-d,l=a*a,p=l*a,h=p*t.startPoint.x;h+=3*l*d*t.control1.x,h+=3*a*u*t.control2.x,h+=c*t.endPoint.x;let f=p*t.startPoint.y;f+=3*l*d*t.control1.y,f+=3*a*u*t.control2.y,f+=c*t.endPoint.y;let g=Math.min(t.startWidth+c*s,e.maxWidth);this._drawCurveSegment(h,f,g)}i.closePath(),i.fill()}_getDotSize(t){return t.dotSize>0?t.dotSize:(t.minWidth+t.maxWidth)/2}_drawDot(t,e){let i=this._ctx,s=this._getDotSize(e);i.beginPath(),this._drawCurveSegment(t.x,t.y,s),i.closePath(),i.fillStyle=e.penColor,i.fill()}_drawLine(t,e,i){let s=this._ctx;s.save(),s.beginPath(),s.moveTo(t.x,t.y),s.lineTo(e.x,e.y),s.lineWidth=this._getDotSize(i)*2,s.lineCap="round",s.strokeStyle=i.penColor,s.stroke(),s.restore(),this._isEmpty=!1}_fromData(t,e,i,s){for(let r of t){let{points:o}=r,d=this._getPointGroupOptions(r);if(o.length>2)for(let u=0;u<o.length;u+=1){let c=o[u],a=new S(c.x,c.y,c.pressure,c.time);u===0&&this._reset(d);let l=this._addPoint(a,d);l&&e(l,d)}else o.length===2?(this._reset(d),s(o[0],o[1],d)):(this._reset(d),i(o[0],d))}}toSVG({includeBackgroundColor:t=!1,includeDataUrl:e=!1}={}){let i=this._data,s=Math.max(window.devicePixelRatio||1,1),r=0,o=0,d=this.canvas.width/s,u=this.canvas.height/s,c=document.createElementNS("http://www.w3.org/2000/svg","svg");if(c.setAttribute("xmlns","http://www.w3.org/2000/svg"),c.setAttribute("xmlns:xlink","http://www.w3.org/1999/xlink"),c.setAttribute("viewBox",`${r} ${o} ${d} ${u}`),c.setAttribute("width",d.toString()),c.setAttribute("height",u.toString()),t&&this.backgroundColor){let a=document.createElement("rect");a.setAttribute("width","100%"),a.setAttribute("height","100%"),a.setAttribute("fill",this.backgroundColor),c.appendChild(a)}if(e&&this._dataUrl){let a=this._dataUrlOptions?.ratio||window.devicePixelRatio||1,l=this._dataUrlOptions?.width||this.canvas.width/a,p=this._dataUrlOptions?.height||this.canvas.height/a,h=this._dataUrlOptions?.xOffset||0,f=this._dataUrlOptions?.yOffset||0,g=document.createElement("image");g.setAttribute("x",h.toString()),g.setAttribute("y",f.toString()),g.setAttribute("width",l.toString()),g.setAttribute("height",p.toString()),g.setAttribute("preserveAspectRatio","none"),g.setAttribute("href",this._dataUrl),c.appendChild(g)}return this._fromData(i,(a,{penColor:l})=>{let p=document.createElement("path");if(!isNaN(a.control1.x)&&!isNaN(a.control1.y)&&!isNaN(a.control2.x)&&!isNaN(a.control2.y)){let h=`M ${a.startPoint.x.toFixed(3)},${a.startPoint.y.toFixed(3)} C ${a.control1.x.toFixed(3)},${a.control1.y.toFixed(3)} ${a.control2.x.toFixed(3)},${a.control2.y.toFixed(3)} ${a.endPoint.x.toFixed(3)},${a.endPoint.y.toFixed(3)}`;p.setAttribute("d",h),p.setAttribute("stroke-width",(a.endWidth*2.25).toFixed(3)),p.setAttribute("stroke",l),p.setAttribute("fill","none"),p.setAttribute("stroke-linecap","round"),c.appendChild(p)}},(a,{penColor:l,dotSize:p,minWidth:h,maxWidth:f})=>{let g=document.createElement("circle"),w=p>0?p:(h+f)/2;g.setAttribute("r",w.toString()),g.setAttribute("cx",a.x.toString()),g.setAttribute("cy",a.y.toString()),g.setAttribute("fill",l),c.appendChild(g)},(a,l,p)=>{let h=document.createElement("line");h.setAttribute("x1",a.x.toString()),h.setAttribute("y1",a.y.toString()),h.setAttribute("x2",l.x.toString()),h.setAttribute("y2",l.y.toString()),h.setAttribute("stroke",p.penColor),h.setAttribute("stroke-width",(this._getDotSize(p)*2).toString()),h.setAttribute("stroke-linecap","round"),c.appendChild(h)}),c.outerHTML}};var v={width:400,height:300};function q(n,t){let e=D(n),i=document.createElement("canvas"),s=new N(n,{throttle:0,minDistance:1,penColor:"transparent"}),r=[],o=null,d=null,u={erases:!1,width:16},c="black",a=()=>{e.save(),e.setTransform(1,0,0,1,0,0),e.globalCompositeOperation="copy",e.drawImage(i,0,0),e.restore(),o!==null&&A(e,[o],c)},l=()=>{n.width!==0&&(i.width=n.width,i.height=n.height,A(D(i),r,c),a())},p=()=>{let{width:h,height:f}=n.getBoundingClientRect(),g=window.devicePixelRatio||1,w=Math.round(h*g),x=Math.round(f*g);w===0||w===n.width&&x===n.height||(n.width=w,n.height=x,l())};return s.addEventListener("beginStroke",()=>{o={...u,points:[]}}),s.addEventListener("afterUpdateStroke",()=>{let h=s.toData().at(-1)?.points.at(-1);if(o===null||h===void 0)return;let f=v.width/n.getBoundingClientRect().width;d={x:h.x*f,y:h.y*f};let g=o.points.at(-1);g?.x===d.x&&g.y===d.y||(o={...o,points:[...o.points,d]},a(),t.onInk())}),s.addEventListener("endStroke",()=>{o!==null&&(r=[...r,o]),o=null,s.clear(),l(),t.onStroke(r)}),{setBrush(h){u=h},setColor(h){c!==h&&(c=h,l())},show(h){r=h,l()},fit:p,isDrawing:()=>o!==null,drawing:()=>o===null?r:[...r,o],lastPoint:()=>d,dispose:()=>s.off()}}function T(n,t){let e=D(n);return e.setTransform(1,0,0,1,0,0),e.clearRect(0,0,n.width,n.height),A(e,t,"black"),e.globalCompositeOperation="destination-over",e.fillStyle="white",e.fillRect(0,0,v.width,v.height),e.globalCompositeOperation="source-over",n}function D(n){return n.getContext("2d",{willReadFrequently:!0})}function A(n,t,e){let{canvas:i}=n;n.setTransform(i.width/v.width,0,0,i.height/v.height,0,0),n.lineCap=n.lineJoin="round",n.strokeStyle=e;for(let s of t)n.globalCompositeOperation=s.erases?"destination-out":"source-over",n.lineWidth=s.width,n.stroke(new Path2D($(s.points)));n.globalCompositeOperation="source-over"}function $(n){let[t]=n;if(t===void 0)return"";let e=[`M${t.x} ${t.y}`];for(let s=1;s<n.length-1;s+=1){let[r,o]=[n[s],n[s+1]];e.push(`Q${r.x} ${r.y} ${(r.x+o.x)/2} ${(r.y+o.y)/2}`)}let i=n.at(-1);return e.push(`L${n.length===1?i.x+.01:i.x} ${i.y}`),e.join("")}function z(n){return t=>{let e=(t?.digits??[]).filter(i=>i.value!==null);for(;n.children.length>e.length;)n.lastElementChild.remove();for(;n.children.length<e.length;){let i=document.createElement("div");i.append(document.createElement("b")),n.append(i)}e.forEach((i,s)=>{let r=n.children[s],[o,d,u,c]=i.box,a=(l,p)=>`${(100*l/p).toFixed(3)}%`;r.style.left=a(o,v.width),r.style.top=a(d,v.height),r.style.width=a(u-o,v.width),r.style.height=a(c-d,v.height),r.className=[i.needs_review?"doubtful":"",i===t?.digits[t.focus??-1]&&e.length>1?"focus":"",d<.08*v.height?"low":""].join(" "),r.firstElementChild.textContent=String(i.value)})}}var ht={p:"pen",e:"eraser","[":"thinner","]":"wider",c:"clear",delete:"clear"};function F(n){if(n.altKey||ut(n))return null;let t=n.key.toLowerCase();return n.ctrlKey||n.metaKey?t==="z"?n.shiftKey?"redo":"undo":t==="y"?"redo":null:ht[t]??null}function ut(n){let t=n.composedPath()[0];return t instanceof HTMLElement?t.isContentEditable||t.matches("textarea, select")?!0:t instanceof HTMLInputElement&&!["range","checkbox","radio","button"].includes(t.type):!1}function G(n){let t=!1,e=null,i=-1/0,s,r=()=>{window.clearTimeout(s),s=void 0;let o=performance.now()-i;if(e!==null&&o>=3e3&&(e=null),!t)return;let d=(e===null?33:3e3)-o;if(d>0){s=window.setTimeout(r,d);return}t=!1,i=performance.now(),e=n()};return{changed(){t=!0,r()},answered(o){e!==null&&o>=e&&(e=null),window.clearTimeout(s),s=window.setTimeout(r,12)},isIdle:()=>!t&&e===null,dispose:()=>window.clearTimeout(s)}}function V(n){return{past:[],present:n,future:[]}}function P(n,t){return{past:[...n.past,n.present].slice(-200),present:t,future:[]}}function j(n){let t=n.past.at(-1);return t===void 0?n:{past:n.past.slice(0,-1),present:t,future:[n.present,...n.future]}}function Z(n){let[t,...e]=n.future;return t===void 0?n:{past:[...n.past,n.present],present:t,future:e}}var K=`:host {
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
  --doubt: light-dark(#a24a00, #ffab66);
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
    gap: 4px 16px;
    min-height: 88px;
  }

  .value {
    --most: 88px;
    min-width: 56px;
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
`;var Y=`<section class="draw" aria-label="Drawing">
  <div class="paper" data-empty="true">
    <canvas role="img" aria-label="Drawing area: draw digits with the mouse, a finger or a pen"></canvas>
    <div class="boxes" aria-hidden="true"></div>
    <p class="hint" aria-hidden="true">Draw a digit, a number or several lines</p>
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
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.500M4.5 19.500h15"/></svg>
        PNG
      </button>
      <button type="button" data-command="svg" aria-label="Save as SVG" title="Save the drawing as SVG">SVG</button>
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
`;var mt=1600;function X(n){Q("inkdigits-drawing.png",T(U(mt),n).toDataURL("image/png"))}function J(n){let t=URL.createObjectURL(new Blob([ft(n)],{type:"image/svg+xml"}));Q("inkdigits-drawing.svg",t),window.setTimeout(()=>URL.revokeObjectURL(t),1e3)}function ft(n){let{width:t,height:e}=v,i="";return n.forEach((r,o)=>{let d=u=>`<path d="${$(r.points)}" stroke="${u}" stroke-width="${r.width}"/>`;if(r.erases){let u=`maskUnits="userSpaceOnUse" x="0" y="0" width="${t}" height="${e}"`;i=`${`<mask id="e${o}" ${u}><rect width="${t}" height="${e}" fill="white"/>${d("black")}</mask>`}<g mask="url(#e${o})">${i}</g>`}else i+=d("black")}),`<svg xmlns="http://www.w3.org/2000/svg" width="${t}" height="${e}" viewBox="0 0 ${t} ${e}"><rect width="${t}" height="${e}" fill="white"/><g fill="none" stroke-linecap="round" stroke-linejoin="round">${i}</g></svg>
`}function U(n){let t=document.createElement("canvas");return t.width=n,t.height=n*v.height/v.width,t}function Q(n,t){let e=document.createElement("a");e.download=n,e.href=t,e.click()}var k={least:4,most:40,step:2,usual:16},vt=2.5,tt=new Map,C=new WeakMap;function wt(n){let t=n.parentElement,e=C.get(t);return e===void 0&&(e=xt(n),C.set(t,e)),e.update(n),()=>{C.get(t)?.dispose(),C.delete(t)}}function bt(n){let t=tt.get(n);return t===void 0&&(t={history:V([]),tool:"pen",width:k.usual,seq:0},tt.set(n,t)),t}function xt(n){let t=yt(n.parentElement),e=bt(n.data.key),i=t.querySelector(".paper canvas"),s=t.querySelector(".paper"),r=t.querySelector(".answer"),o=t.querySelector("input[type=range]"),d=R(t),u=z(t.querySelector(".boxes")),c=U(v.width),a=n,l=q(i,{onInk(){s.dataset.empty="false",h()},onStroke(m){g(P(e.history,m))}}),p=G(()=>{e.seq+=1;let m=l.lastPoint(),b=T(c,l.drawing()).toDataURL("image/png").replace(/^.*,/,""),y=m===null?null:[nt(m.x),nt(m.y)];return a.setTriggerValue("frame",{seq:e.seq,png:b,touched:y}),et(t,"inkdigits-sent",e.seq),e.seq}),h=()=>{p.changed(),r.ariaBusy="true"},f=()=>{let{history:m,tool:b,width:y}=e,_=M=>t.querySelector(`[data-command=${M}]`);_("pen").setAttribute("aria-pressed",String(b==="pen")),_("eraser").setAttribute("aria-pressed",String(b==="eraser")),_("undo").setAttribute("aria-disabled",String(m.past.length===0)),_("redo").setAttribute("aria-disabled",String(m.future.length===0)),_("clear").setAttribute("aria-disabled",String(m.present.length===0));for(let M of["png","svg"])_(M).setAttribute("aria-disabled",String(m.present.length===0));o.value=String(y),o.style.setProperty("--width",String(y)),s.dataset.empty=String(m.present.length===0);let H={erases:b==="eraser",width:b==="eraser"?y*vt:y};l.setBrush(H),i.style.cursor=_t(H.width*i.clientWidth/v.width/2)},g=m=>{m!==e.history&&(e.history=m,m.present!==l.drawing()&&l.show(m.present),f(),h())},w=m=>{e.width=Math.min(k.most,Math.max(k.least,m)),f()},x={pen:()=>(e.tool="pen",f()),eraser:()=>(e.tool="eraser",f()),thinner:()=>w(e.width-k.step),wider:()=>w(e.width+k.step),undo:()=>g(j(e.history)),redo:()=>g(Z(e.history)),clear:()=>e.history.present.length>0&&g(P(e.history,[])),png:()=>e.history.present.length>0&&X(e.history.present),svg:()=>e.history.present.length>0&&J(e.history.present)},I=m=>{l.isDrawing()||x[m]()},W=m=>{let b=i.offsetParent===null?null:F(m);b!==null&&(m.preventDefault(),m.stopImmediatePropagation(),I(b))},O=new ResizeObserver(()=>{l.fit(),f()});for(let m of t.querySelectorAll("[data-command]"))m.addEventListener("click",()=>I(m.dataset.command));return o.addEventListener("input",()=>w(Number(o.value))),window.addEventListener("keydown",W,{capture:!0}),O.observe(i),l.fit(),l.show(e.history.present),f(),{update(m){a=m;let b=a.data.answer??null;if(l.setColor(getComputedStyle(i).color),d.show(b),u(b),b===null){e.history.present.length>0&&p.isIdle()&&h();return}et(t,"inkdigits-shown",b.seq),p.answered(b.seq),r.ariaBusy=String(!p.isIdle())},dispose(){l.isDrawing()&&(e.history=P(e.history,l.drawing())),window.removeEventListener("keydown",W,{capture:!0}),O.disconnect(),p.dispose(),d.dispose(),l.dispose()}}}function yt(n){let t=document.createElement("style");t.textContent=K;let e=document.createElement("div");return e.className="pad",e.innerHTML=Y,n.append(t,e),e}function et(n,t,e){n.dispatchEvent(new CustomEvent(t,{detail:{seq:e},bubbles:!0,composed:!0}))}function _t(n){let t=Math.min(60,Math.max(3,n)),e=Math.ceil(2*t+4),i=(r,o)=>`<circle cx="${e/2}" cy="${e/2}" r="${t}" fill="none" stroke="${r}" stroke-width="${o}"/>`,s=`<svg xmlns="http://www.w3.org/2000/svg" width="${e}" height="${e}">${i("white",3)}${i("black",1)}</svg>`;return`url("data:image/svg+xml,${encodeURIComponent(s)}") ${e/2} ${e/2}, crosshair`}function nt(n){return Math.round(10*n)/10}export{wt as default};
