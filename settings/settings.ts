import { kinds, type ModelId, sourceOf } from "../databricks/sources/sources";
import { workspacePrefix } from "../databricks/workspaceKey";
import { budgetProblems } from "./budgets";
import type { CallersSettings } from "./callers";
import { type Configuration, readConfiguration } from "./configuration";
import { conflicts } from "./conflicts";
import type { CredentialSettings } from "./credential";
import { databricksProblems } from "./databricksPaths";
import { discoveredPath, type DiscoverSettings } from "./discover";
import type { ListedEndpoint } from "./endpoints";
import { governanceProblems } from "./governance";
import { modelProblems } from "./models";
import { observabilityProblems, type ObservabilitySettings } from "./observability";
import { openAiProblems } from "./openAi";
import { membersIn, poolProblems } from "./pool";
import { priceProblems } from "./prices";
import { project } from "./reading";
import { rows } from "./rows";
import type { ServiceSettings } from "./service";
import { combine } from "./setting";
import { SettingsError } from "./settingsError";
import { type StackKey, stackKeys, type StackValues } from "./table";
import { apiNames, defaultPath, twins, versioningProblems, type VersioningSettings } from "./versions";
import { type ByWorkspace, discoverIn, workspaceProblems } from "./workspace";
import { accessIn, credentialsIn, hostsIn, ownCredential, type WorkspaceAccess } from "./workspaceAccess";

export type { CallersSettings, CredentialSettings, ServiceSettings, VersioningSettings, WorkspaceAccess };
export { SettingsError };

/** Settings of an endpoint that the stack may have too, and what they come to. */
type Combined = Omit<ReturnType<typeof combine<typeof rows>>, "credential">;

/** What an endpoint cannot do without. */
type Needed = "inputs" | "routes" | "missingDocument" | "resilience" | "mock";

/** One API to publish: what its endpoint says, else what the stack says, else the defaults. */
export interface EndpointSettings
    extends
        Omit<ListedEndpoint, keyof Combined | "credential" | "path">,
        Partial<Omit<Combined, Needed>>,
        Pick<Combined, Needed>,
        Omit<ModelId, "name" | "workspace"> {
    /** Path under the gateway's host. @default the endpoint's name */
    readonly path: string;
    /** What its API and its resources are called in the state. @default the name, with the version if it has one */
    readonly apiId?: string;
    /** Identifier of its API in the service. @default `apiId` */
    readonly apiName?: string;
    /** The identity that the gateway uses to call it. @default the stack's credential */
    readonly credential?: CredentialSettings;
}

/** Settings of the stack alone that are used as it says them. */
type OfStack = Pick<
    StackValues,
    | "callers"
    | "products"
    | "groups"
    | "versioning"
    | "notReady"
    | "ownGrants"
    | "mcp"
    | "openai"
    | "databricksPaths"
    | "prices"
    | "budgets"
>;

/** What a stack's configuration comes to, with every default filled in and every value checked. */
export interface Settings extends OfStack {
    readonly workspaces: ByWorkspace<WorkspaceAccess>;
    readonly service: ServiceSettings;
    /** Those that are listed, and with a selection those that it names. */
    readonly endpoints: EndpointSettings[];
    /** What holds for an endpoint that sets nothing of its own. */
    readonly ofEndpoints: Combined;
    /** Which others of each workspace's endpoints are published, where any are looked for. */
    readonly discover: ByWorkspace<DiscoverSettings>;
    /** Where telemetry goes. */
    readonly observability?: ObservabilitySettings;
    /** The identity that the gateway uses to call the endpoints that have no credential of their own. */
    readonly credential?: CredentialSettings;
    /** Goes in front of every name in Azure that is derived, as opposed to given. @default nothing */
    readonly namePrefix?: string;
}

/** What the workspace's list makes of the settings. */
export interface Selection {
    /** Those that are published without being listed. */
    readonly discovered: readonly ModelId[];
    /** Identifiers of listed endpoints' APIs that are not published, because the endpoints are not ready. */
    readonly leftOut: readonly string[];
}

/**
 * Turns a stack's configuration into settings.
 *
 * @param config every configuration value of the stack by its full key, as `pulumi.runtime.allConfig()` gives it
 * @param environment where Databricks' own variables may stand in for `workspace`
 * @param selection as for `settingsOf`
 * @throws SettingsError as `settingsOf`
 */
export function readSettings(
    config: Readonly<Record<string, string>>,
    environment: NodeJS.ProcessEnv,
    selection?: Selection,
): Settings {
    return settingsOf(readConfiguration(config, environment), selection);
}

/**
 * What a configuration comes to.
 *
 * @param selection once the workspace's endpoints are known, where they matter
 * @throws SettingsError with one line for each value that cannot be used
 */
export function settingsOf(
    configuration: Configuration,
    selection: Selection = { discovered: [], leftOut: [] },
): Settings {
    const { values, workspaces } = configuration;
    const { service, callers, versioning, namePrefix, products, groups, notReady, ownGrants, mcp, openai } = values;
    const discover = discoverIn(values);
    const listed: ListedModel[] = [...listedIn(values).map(({ model }) => model), ...discoveredBy(discover, selection)];
    const mayAdd =
        listed.length + discover.size === 0 ||
        [...discover.keys()].some((id) => ownCredential(values, id) === undefined);
    const isCalled = ({ mock = values.mock }: { mock?: boolean }) => !mock;
    const hasOwn = ({ credential, workspace }: Pick<ListedEndpoint, "credential" | "workspace">) =>
        credential !== undefined || ownCredential(values, workspace) !== undefined;
    const needed = (mayAdd && !values.mock) || listed.some((each) => isCalled(each) && !hasOwn(each));
    const shared = needed ? values.credential?.("", namePrefix) : undefined;
    const credentials = credentialsIn(values, shared);
    const endpoints = listed.map((endpoint) => {
        const { credential, ...combined } = combine(rows, values, endpoint);
        const names = apiNames(endpoint, namePrefix);
        return {
            ...endpoint,
            ...combined,
            ...names,
            path: endpoint.path ?? defaultPath(endpoint),
            ...(endpoint.workspace !== undefined && {
                displayName: endpoint.displayName ?? `${endpoint.name} (${endpoint.workspace})`,
            }),
            credential: credential?.(`-${names.apiId}`, namePrefix),
        };
    });
    const problems = keyProblems(configuration, needed);
    problems.push(...problemsTogether(configuration, endpoints, credentials, selection));
    if (problems.length === 0) problems.push(...conflicts(endpoints.filter(isCalled), credentials, callers, service!));
    if (problems.length > 0 || !service) throw new SettingsError(problems);
    return {
        workspaces: accessIn(values, workspaces, credentials),
        endpoints: endpoints
            .filter(({ apiId }) => !selection.leftOut.includes(apiId))
            .map((each) => {
                const { pool, workspace } = each;
                return pool ? { ...each, pool: membersIn(pool, workspace, hostsIn(workspaces)) } : each;
            }),
        ofEndpoints: combine(rows, values, {}),
        credential: shared,
        observability: values.observability.stack,
        service,
        discover,
        callers,
        versioning,
        namePrefix,
        products,
        groups,
        notReady,
        ownGrants,
        mcp,
        openai,
        databricksPaths: values.databricksPaths,
        prices: values.prices,
        budgets: values.budgets,
    };
}

/** A model that a list of the settings has, in the form of an endpoint. */
type ListedModel = ListedEndpoint & Pick<ModelId, "kind">;

/** The lists of models. The compiler does not see that these keys are lists. */
const listKeys = kinds.map((kind) => sourceOf(kind).settings.list as "endpoints");

/** Every model that is listed, with where it stands. */
function listedIn(values: StackValues): { readonly model: ListedModel; readonly place: string }[] {
    return listKeys.flatMap((key) =>
        values[key].map((model: ListedModel, index) => ({ model, place: `${project}:${key}[${index}]` })),
    );
}

/** Models that the workspace's list adds. */
function discoveredBy(discover: ByWorkspace<DiscoverSettings>, { discovered }: Selection): ListedModel[] {
    return discovered.flatMap((id) => {
        const settings = discover.get(id.workspace);
        return settings ? [{ ...id, path: discoveredPath(settings, id) }] : [];
    });
}

/** What is wrong with each key by itself. @param needed whether the gateway needs the stack's credential */
function keyProblems({ values, problems, unknown }: Configuration, needed: boolean): string[] {
    const read = stackKeys.filter((key) => key !== "credential" || needed);
    const wrong = [...listKeys, "discover" as const].flatMap((key) => problems[key]);
    const isNothing = wrong.length + listedIn(values).length === 0;
    return [
        ...unknown,
        ...read.flatMap((key) => problems[key]),
        ...(isNothing && discoverIn(values).size === 0 ? [noEndpoints] : []),
    ];
}

/** What is wrong with keys that are right each by itself. @param credentials of each workspace */
function problemsTogether(
    { values, problems, workspaces, azure }: Configuration,
    endpoints: readonly (EndpointSettings & { readonly apiId: string })[],
    credentials: ByWorkspace<CredentialSettings | undefined>,
    selection: Selection,
): string[] {
    const { service, callers, versioning, observability } = values;
    // A key that cannot be used has its default here, which does not have what other keys name.
    const are = (...keys: readonly StackKey[]) => keys.every((key) => problems[key].length === 0);
    const places = listedIn(values).map((listed) => listed.place);
    const place = (index: number) => places[index] ?? `${workspacePrefix(endpoints[index]!.workspace)}discover`;
    const pools = endpoints.flatMap(({ pool, credential, ...endpoint }, index) => {
        const used = credential ?? credentials.get(endpoint.workspace);
        return pool ? poolProblems(`${place(index)}.pool`, pool, hostsIn(workspaces), used, endpoint) : [];
    });
    const isRegionMissing = service?.create && !service.create.location && !azure.location;
    // What is found in the workspace comes with a second reading.
    const areAll = discoverIn(values).size === 0 || selection.discovered.length > 0;
    const others = areAll && are(...listKeys, "discover") ? selection.leftOut : undefined;
    const groups = are("groups") ? values.groups : undefined;
    const governed = endpoints.map(({ limits = {}, tags = [], ...endpoint }) => ({ ...endpoint, limits, tags }));
    return [
        ...twins(endpoints, place, versioning.scheme),
        ...(are("workspaces") ? workspaceProblems(endpoints, values.workspaces, credentials, place) : []),
        ...modelProblems(endpoints, place),
        ...pools,
        ...databricksProblems(values.databricksPaths, endpoints),
        ...openAiProblems(values.openai, endpoints, others !== undefined),
        ...observabilityProblems(observability.stack ?? {}, azure.subscriptionId),
        ...(are("observability") ? priceProblems(values.prices, observability.stack) : []),
        ...(are("prices", "products") ? budgetProblems(values.budgets, values.prices, values.products) : []),
        ...(isRegionMissing ? [noRegion] : []),
        ...(are("callers")
            ? [
                  ...versioningProblems(versioning, callers),
                  ...governanceProblems(callers, { ...values, groups }, governed, others, place),
              ]
            : []),
    ];
}

const noEndpoints =
    `${project}:endpoints lists no endpoint. Add at least one (pulumi config set --path ` +
    `'serving-gateway:endpoints[0].name' <endpoint>), or set serving-gateway:discover`;

const noRegion = `${project}:service.create.location is missing. Set it to the Azure region of the new service, e.g. westeurope`;
