import { EventEmitter } from 'node:events';

type Decide<Decision> = (decision: Decision) => void;
type RequestListener = (request: { url: string }, decide: Decide<{ cancel?: boolean }>) => void;
type PermissionHandler = (contents: unknown, permission: string, decide: Decide<boolean>) => void;

/** Electron's default without a handler: everything is granted and everything loads. */
class Session extends EventEmitter {
  #permissionHandler: PermissionHandler = (_contents, _permission, decide) => decide(true);
  #permissionCheck: (contents: unknown, permission: string) => boolean = () => true;
  #requestListener: RequestListener = (_request, decide) => decide({});

  readonly webRequest = {
    onBeforeRequest: (listener: RequestListener): void => {
      this.#requestListener = listener;
    },
  };

  setPermissionRequestHandler(handler: PermissionHandler): void {
    this.#permissionHandler = handler;
  }

  setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean): void {
    this.#permissionCheck = handler;
  }

  setDevicePermissionHandler(): void {
    // no device is ever asked for here
  }

  async grants(permission: string): Promise<boolean> {
    const requested = await new Promise<boolean>((resolve) => this.#permissionHandler(null, permission, resolve));
    return requested || this.#permissionCheck(null, permission);
  }

  async loads(url: string): Promise<boolean> {
    const decision = await new Promise<{ cancel?: boolean }>((resolve) => this.#requestListener({ url }, resolve));
    return decision.cancel !== true;
  }
}

export const session = { defaultSession: new Session() };
