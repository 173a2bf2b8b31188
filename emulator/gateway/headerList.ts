/** Headers in their order, names as written, compared without regard to case; a name may stand more than once. */
export class HeaderList {
    constructor(private list: [name: string, value: string][] = []) {}

    /** From node's `rawHeaders`, where names and values alternate. */
    static fromRaw(raw: readonly (string | Buffer)[]): HeaderList {
        const list: [string, string][] = [];
        for (let at = 0; at + 1 < raw.length; at += 2) list.push([text(raw[at]!), text(raw[at + 1]!)]);
        return new HeaderList(list);
    }

    copy(): HeaderList {
        return new HeaderList([...this.list]);
    }

    /** The first value of the name. */
    get(name: string): string | undefined {
        return this.list.find(([other]) => same(other, name))?.[1];
    }

    /** Every value of the name, joined as `context.Request.Headers.GetValueOrDefault` joins them; undefined without one. */
    joined(name: string): string | undefined {
        const values = this.list.filter(([other]) => same(other, name)).map(([, value]) => value);
        return values.length === 0 ? undefined : values.join(",");
    }

    has(name: string): boolean {
        return this.list.some(([other]) => same(other, name));
    }

    /** Replaces every value of the name, in the place of the first. */
    set(name: string, ...values: string[]): void {
        const at = this.list.findIndex(([other]) => same(other, name));
        const entries = values.map((value): [string, string] => [name, value]);
        const before = at === -1 ? this.list : this.list.slice(0, at);
        const after = at === -1 ? [] : this.list.slice(at).filter(([other]) => !same(other, name));
        this.list = [...before, ...entries, ...after];
    }

    append(name: string, ...values: string[]): void {
        for (const value of values) this.list.push([name, value]);
    }

    delete(name: string): void {
        this.list = this.list.filter(([other]) => !same(other, name));
    }

    /** Names and values in turn, as node takes them. */
    raw(): string[] {
        return this.list.flat();
    }
}

function same(a: string, b: string): boolean {
    return a.toLowerCase() === b.toLowerCase();
}

function text(part: string | Buffer): string {
    return typeof part === "string" ? part : part.toString("latin1");
}
