import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/* The renderer: one page, relative paths, so that every host can serve it from anywhere. */
export default defineConfig({
  logLevel: 'warn',
  root: 'src-renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});
