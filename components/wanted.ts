import { type AzurePlace, placeOf } from "./azurePlaces";

/** A resource of the program as its URN names it. */
export interface Registered {
    /** As the engine names the type, e.g. `azure-native:apimanagement:Api`. */
    readonly type: string;
    /** Logical name. */
    readonly name: string;
}

/**
 * A resource of Azure that the program declares for its settings, known before anything is declared.
 *
 * Each component has a function beside it that lists its own; `tests/components/wanted.test.ts` holds both together.
 */
export interface Wanted extends Registered {
    /** Components that it is in, outermost first, without the stack. */
    readonly parents: readonly Registered[];
    /** Inputs that say where Azure has it, beside the subscription, the resource group and the service. */
    readonly at: Readonly<Record<string, string>>;
    /** Inputs that tell it from another one of its name, as Azure shows them. Never a secret. */
    readonly shown: Readonly<Record<string, unknown>>;
}

/** Where the program's resources of Azure are, unless they say otherwise. */
export interface ServicePlace {
    readonly subscriptionId: string;
    readonly resourceGroupName: string;
    readonly serviceName: string;
}

/** @param type without its package, e.g. `apimanagement:Api` */
export function want(
    type: string,
    name: string,
    parents: readonly Registered[],
    at: Readonly<Record<string, string>>,
    shown: Readonly<Record<string, unknown>> = {},
): Wanted {
    return { type: `azure-native:${type}`, name, parents, at, shown };
}

/** Azure resource id of what is wanted. */
export function idOfWanted({ type, at }: Wanted, service: ServicePlace): string {
    return idIn(placeOf(type)!, { ...service, ...at });
}

/** Azure resource id of the service. */
export function idOfService(service: ServicePlace): string {
    return idIn(placeOf("apimanagement:ApiManagementService")!, { ...service });
}

/** Id of the resource that has these inputs. */
export function idIn({ path }: AzurePlace, inputs: Readonly<Record<string, unknown>>): string {
    return path.replace(/\{(\w+)\}/g, (_, name: string) => String(inputs[name])).replace(/\/$/, "");
}

/** URN that the engine gives a resource: the types of what it is in, and its own name. */
export function urnOf({ type, name, parents }: Registered & Pick<Wanted, "parents">, stack: StackName): string {
    const types = [...parents.map((parent) => parent.type), type];
    return `urn:pulumi:${stack.stack}::${stack.project}::${types.join("$")}::${name}`;
}

/** A stack as URNs name it. */
export interface StackName {
    readonly project: string;
    readonly stack: string;
}
