/** Replaces what a module of @pulumi/pulumi exports: its runtime calls its own functions as members of their modules. */
export function replaceMember(owner: object, name: string, by: (...args: never[]) => unknown): void {
    Object.defineProperty(owner, name, { configurable: true, value: by });
}
