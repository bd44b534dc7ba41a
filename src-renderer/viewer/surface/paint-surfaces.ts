import type { OrbitAxes } from './orbit.ts';
import type { Mesh } from './surface-nets.ts';
import type { Surface, SurfaceScene } from './surface-scene.ts';

/** Paints surfaces with WebGL 2: opaque ones lit from the reader, see-through ones over them, then the crosshair. */
export interface Painter3d {
  /** @param halfMm half the picture's width and height. */
  paint(scene: SurfaceScene, axes: OrbitAxes, halfMm: { readonly x: number; readonly y: number }): void;
  dispose(): void;
}

const vertexSource = `#version 300 es
uniform vec3 centre, right, up, toReader;
uniform vec3 half_;
in vec3 place;
in vec3 normal;
out float facing;
void main() {
  vec3 from = place - centre;
  facing = abs(dot(normal, toReader));
  gl_Position = vec4(dot(from, right) / half_.x, dot(from, up) / half_.y, -dot(from, toReader) / half_.z, 1.0);
}`;

const fragmentSource = `#version 300 es
precision mediump float;
uniform vec3 colour;
uniform int look; // 0 opaque, 1 see-through, 2 line
in float facing;
out vec4 result;
void main() {
  if (look == 0) result = vec4(colour * (0.3 + 0.7 * facing), 1.0);
  else if (look == 1) result = vec4(colour, 0.05 + 0.35 * pow(1.0 - facing, 2.0));
  else result = vec4(colour, 0.75);
}`;

interface Uploaded {
  readonly array: WebGLVertexArrayObject;
  readonly buffers: readonly WebGLBuffer[];
  readonly count: number;
}

export function createPainter(gl: WebGL2RenderingContext): Painter3d {
  const program = createProgram(gl);
  const uniform = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
  const [colour, look] = [uniform('colour'), uniform('look')];
  const uploaded = new Map<Mesh, Uploaded>();
  const line = { array: gl.createVertexArray(), buffer: gl.createBuffer() };
  gl.bindVertexArray(line.array);
  gl.bindBuffer(gl.ARRAY_BUFFER, line.buffer);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 3, gl.FLOAT, false, 0, 0);

  function forgetAllBut(kept: readonly Surface[]): void {
    for (const [mesh, { array, buffers }] of uploaded) {
      if (kept.some((surface) => surface.mesh === mesh)) continue;
      gl.deleteVertexArray(array);
      for (const buffer of buffers) gl.deleteBuffer(buffer);
      uploaded.delete(mesh);
    }
  }

  function paintSurface({ mesh, colour: rgb, isSeeThrough }: Surface): void {
    const held = uploaded.get(mesh);
    if (held === undefined) return;
    const { array, count } = held;
    gl.uniform3f(colour, rgb[0] / 255, rgb[1] / 255, rgb[2] / 255);
    gl.uniform1i(look, isSeeThrough ? 1 : 0);
    gl.bindVertexArray(array);
    gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0);
  }

  function paintCrosshair({ crosshairMm: [x, y, z], centreMm, radiusMm }: SurfaceScene): void {
    const ends = [
      ...[centreMm[0] - radiusMm, y, z, centreMm[0] + radiusMm, y, z],
      ...[x, centreMm[1] - radiusMm, z, x, centreMm[1] + radiusMm, z],
      ...[x, y, centreMm[2] - radiusMm, x, y, centreMm[2] + radiusMm],
    ];
    gl.bindVertexArray(line.array);
    gl.bindBuffer(gl.ARRAY_BUFFER, line.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(ends), gl.DYNAMIC_DRAW);
    gl.uniform3f(colour, 118 / 255, 226 / 255, 196 / 255);
    gl.uniform1i(look, 2);
    gl.drawArrays(gl.LINES, 0, 6);
  }

  return {
    paint(scene, axes, halfMm) {
      forgetAllBut(scene.surfaces);
      for (const { mesh } of scene.surfaces) if (!uploaded.has(mesh)) uploaded.set(mesh, upload(gl, mesh));
      gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
      gl.clearColor(0, 0, 0, 1);
      gl.depthMask(true);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      gl.enable(gl.DEPTH_TEST);
      gl.disable(gl.BLEND);
      gl.useProgram(program);
      gl.uniform3f(uniform('centre'), ...scene.centreMm);
      gl.uniform3f(uniform('right'), ...axes.right);
      gl.uniform3f(uniform('up'), ...axes.up);
      gl.uniform3f(uniform('toReader'), ...axes.toReader);
      gl.uniform3f(uniform('half_'), halfMm.x, halfMm.y, scene.radiusMm * 2);
      for (const surface of scene.surfaces) if (!surface.isSeeThrough) paintSurface(surface);
      gl.depthMask(false); // what is see-through hides nothing
      gl.enable(gl.BLEND);
      gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
      for (const surface of scene.surfaces) if (surface.isSeeThrough) paintSurface(surface);
      gl.disable(gl.DEPTH_TEST);
      if (scene.isCrosshairVisible) paintCrosshair(scene);
    },
    dispose() {
      forgetAllBut([]);
      gl.deleteVertexArray(line.array);
      gl.deleteBuffer(line.buffer);
      gl.deleteProgram(program);
    },
  };
}

function upload(gl: WebGL2RenderingContext, { positionsMm, normals, triangles }: Mesh): Uploaded {
  const array = gl.createVertexArray();
  gl.bindVertexArray(array);
  const buffers = [positionsMm, normals].map((values, attribute) => {
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(attribute);
    gl.vertexAttribPointer(attribute, 3, gl.FLOAT, false, 0, 0);
    return buffer;
  });
  const indices = gl.createBuffer();
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, indices);
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, triangles, gl.STATIC_DRAW);
  return { array, buffers: [...buffers, indices], count: triangles.length };
}

/** Says nothing when a shader does not compile: that is only so in a context that is lost, which tells by itself. */
function createProgram(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertexSource],
    [gl.FRAGMENT_SHADER, fragmentSource],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.bindAttribLocation(program, 0, 'place');
  gl.bindAttribLocation(program, 1, 'normal');
  gl.linkProgram(program);
  return program;
}
