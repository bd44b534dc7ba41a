/* What the stand-in's main process and a forked "utility process" say to each other over Node's IPC. */

export type ToChild =
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port-message'; readonly port: number; readonly value: unknown }
  | { readonly kind: 'port-closed'; readonly port: number };

export type FromChild =
  | { readonly kind: 'message'; readonly data: unknown }
  | { readonly kind: 'port-message'; readonly port: number; readonly value: unknown }
  | { readonly kind: 'port-closed'; readonly port: number };
