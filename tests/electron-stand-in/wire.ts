/* What the page runtime and the stand-in's main process say to each other over the WebSocket. */

export type FromPage =
  | { readonly kind: 'send'; readonly url: string; readonly channel: string; readonly args: readonly unknown[] }
  | {
      readonly kind: 'invoke';
      readonly url: string;
      readonly id: number;
      readonly channel: string;
      readonly args: readonly unknown[];
    }
  | { readonly kind: 'port-message'; readonly port: number; readonly value: unknown }
  | { readonly kind: 'port-closed'; readonly port: number };

export type ToPage =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly message: string }
  | {
      readonly kind: 'push';
      readonly channel: string;
      readonly args: readonly unknown[];
      readonly ports: readonly number[];
    }
  | { readonly kind: 'port-message'; readonly port: number; readonly value: unknown }
  | { readonly kind: 'port-closed'; readonly port: number };
