import { version as azureNative } from "@pulumi/azure-native/package.json";
import { version as databricks } from "@pulumi/databricks/package.json";
import type { Find } from "./found";

/** What `pulumi import --file` reads. */
export interface ImportFile {
    /** URNs of providers, by the names that `resources` uses. */
    readonly nameTable: Readonly<Record<string, string>>;
    /** What each of these providers is configured with. The engine uses it where the state does not have the provider. */
    readonly providerInputs: Readonly<Record<string, object>>;
    readonly resources: readonly ImportedResource[];
}

interface ImportedResource {
    readonly type: string;
    /** Unique in the file: logical names are unique for each type and parent only. */
    readonly name: string;
    readonly logicalName: string;
    readonly parent?: string;
    readonly id?: string;
    readonly component?: true;
    readonly provider?: string;
    readonly version?: string;
}

/** Versions of the SDKs: they are part of a default provider's name, so that `up` uses the providers of the import. */
const versions: Readonly<Record<string, string>> = { "azure-native": azureNative, databricks };

/**
 * The file that takes the finds into the state.
 *
 * Each find's components are in it, whether the state has them or not: the engine skips a component that it has.
 */
export function importFile(finds: readonly Find[]): ImportFile {
    const resources: ImportedResource[] = [];
    const components = new Map<string, string>();
    const providers = new Map<string, { readonly name: string; readonly inputs: object }>();

    const nameOfNext = () => `r${resources.length}`;
    const componentOf = (parents: Find["parents"]): string | undefined => {
        const last = parents.at(-1);
        if (!last) return undefined;
        const key = JSON.stringify(parents.map(({ type, name }) => [type, name]));
        const known = components.get(key);
        if (known) return known;
        const parent = componentOf(parents.slice(0, -1));
        const name = nameOfNext();
        resources.push({ type: last.type, name, logicalName: last.name, parent, component: true });
        components.set(key, name);
        return name;
    };
    const providerOf = ({ urn, inputs }: NonNullable<Find["provider"]>): string => {
        const { name } = providers.get(urn) ?? { name: `p${providers.size}` };
        providers.set(urn, { name, inputs });
        return name;
    };

    for (const { type, name, parents, id, provider } of finds) {
        const parent = componentOf(parents);
        resources.push({
            type,
            name: nameOfNext(),
            logicalName: name,
            parent,
            id,
            provider: provider && providerOf(provider),
            version: versions[type.split(":")[0]!],
        });
    }
    const table = [...providers].map(([urn, { name, inputs }]) => ({ urn, name, inputs }));
    return {
        nameTable: Object.fromEntries(table.map(({ name, urn }) => [name, urn])),
        providerInputs: Object.fromEntries(table.map(({ name, inputs }) => [name, inputs])),
        resources,
    };
}
