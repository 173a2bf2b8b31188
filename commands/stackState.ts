/** A resource as `pulumi stack export` writes it, as far as commands read it. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    /** When the engine first had it, in ISO 8601. */
    readonly created?: string;
    /** When the engine last changed it, in ISO 8601. */
    readonly modified?: string;
}

interface Export {
    readonly deployment?: { readonly manifest?: { readonly time?: string }; readonly resources?: StateResource[] };
}

/** The state of a stack. Secrets in it are encrypted. */
export class StackState {
    readonly resources: readonly StateResource[];
    /** What the program says of the stack; empty before the first deployment. */
    readonly outputs: Readonly<Record<string, unknown>>;
    /** When the engine last wrote the state, in ISO 8601. */
    readonly time: string | undefined;
    private readonly found: ReadonlyMap<string, StateResource>;

    /** @param text what `pulumi stack export` wrote */
    constructor(text: string) {
        const { manifest, resources = [] } = (JSON.parse(text) as Export).deployment ?? {};
        this.resources = resources;
        this.time = manifest?.time;
        this.outputs = resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
        this.found = new Map(resources.map((each) => [`${shortType(each)} ${nameOf(each)}`, each]));
    }

    /** @param type without its package and module, because an API may be called as what belongs to another: `churn-spec` */
    named(type: string, name: string): StateResource | undefined {
        return this.found.get(`${type} ${name}`);
    }

    /** All of a type, without its package and module, in the order of the state. */
    ofType(type: string): StateResource[] {
        return this.resources.filter((each) => shortType(each) === type);
    }
}

/** The logical name of a resource. */
export function nameOf({ urn }: StateResource): string {
    return urn.split("::").slice(3).join("::");
}

function shortType({ type }: StateResource): string | undefined {
    return type.split(":").at(-1);
}
