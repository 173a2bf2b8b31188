import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { replaceMember } from "./replaceMember";

/**
 * Makes the outputs of a resource's properties when they are read.
 *
 * Reason: @pulumi/pulumi makes one for every property that a resource can have, set or not, with some fifteen promises
 * each; azure-native's API has forty of them, of which this program reads two. What a registration answers is kept until
 * then. An error makes the outputs at once, since their rejection is how the program hears of it.
 *
 * Measured: a hundred endpoints (612 resources) take 3.0 s of processor time and at most 182 MB to declare instead of 4.3 s
 * and 235 MB, with `withoutSilentTraces` and `withoutVersionAliases` (`tests/startup/measure.ts`, Node 20, a busy machine: read the ratios).
 */
export function outputsWhenRead(): void {
    // Not among the types that @pulumi/pulumi publishes: a version without it goes without this.
    const { transferProperties } = rpc as unknown as Partial<Transfer>;
    // Whoever looks for a promise that never ends gets all of them, with their names.
    if (transferProperties === undefined || (debuggable as { debugPromiseLeaks?: boolean }).debugPromiseLeaks) return;
    replaceMember(rpc, "transferProperties", (resource: object, label: string, properties: object): Resolvers => {
        const resolvers: Resolvers = {};
        for (const name of Object.keys(properties)) {
            // Those two are outputs of every resource, made elsewhere.
            if (name === "id" || name === "urn") continue;
            // The value is for a label only, and would be kept as long as the resource.
            const transfer = () => transferProperties(resource, label, { [name]: undefined })[name]!;
            resolvers[name] = Object.hasOwn(resource, name) ? transfer() : whenRead(resource, name, transfer);
        }
        return resolvers;
    });
}

function whenRead(resource: object, name: string, transfer: () => Resolve): Resolve {
    let resolve: Resolve | undefined;
    let answer: Parameters<Resolve> | undefined;
    const make = () => {
        // `transfer` sets the property, and refuses one that is there.
        delete (resource as Record<string, unknown>)[name];
        resolve = transfer();
        if (answer) resolve(...answer);
    };
    Object.defineProperty(resource, name, {
        configurable: true,
        enumerable: true,
        get() {
            make();
            return (resource as Record<string, unknown>)[name];
        },
    });
    return (...given) => {
        const [, , , , error] = given;
        answer = given;
        if (resolve) resolve(...given);
        else if (error !== undefined) make();
    };
}

interface Transfer {
    /** Sets an output for each of the properties at the resource, and gives what resolves them. */
    transferProperties(resource: object, label: string, properties: object): Resolvers;
}

type Resolvers = Record<string, Resolve>;

type Resolve = (value: unknown, isKnown: boolean, isSecret: boolean, dependencies?: unknown[], error?: Error) => void;
