import { deployedConfig, EmulatedEndpoint, endpointDefaults } from "./endpoint";
import { endpointMissing, nothingDeployed } from "./databricksError";
import { forms } from "./scoring/signature";
import { type PlannedCall, PlannedCalls } from "./plannedCall";
import { Seed } from "./seeds";
import { ServedModel, servedModels } from "./servedModels";

/** The workspace in whose name the sample documents were made; here it is the emulated one. */
const SAMPLE_ORIGINS = /https:\/\/adb-(?:1234567890123456\.7|3436974546539940\.0)\.azuredatabricks\.net/g;

interface Deployed extends Seed {
    /** What the document says, read once: a model's checks are compiled from it and kept as long as it is. */
    readonly models: readonly ServedModel[];
}

/** The emulated workspace's endpoints. */
export class WorkspaceState {
    private readonly deployed = new Map<string, Deployed>();
    /** How the next calls of models go. */
    readonly planned = new PlannedCalls();

    constructor(seeds: readonly Seed[]) {
        for (const seed of seeds)
            this.deployed.set(seed.endpoint.name, { ...seed, models: servedModels(seed.document) });
    }

    /** Sorted by name. */
    endpoints(): EmulatedEndpoint[] {
        const all = [...this.deployed.values()].map(({ endpoint }) => endpoint);
        return all.sort((a, b) => (a.name < b.name ? -1 : 1));
    }

    /** @throws {DatabricksError} 404 */
    endpoint(name: string): EmulatedEndpoint {
        return this.seed(name).endpoint;
    }

    find(name: string): EmulatedEndpoint | undefined {
        return this.deployed.get(name)?.endpoint;
    }

    /** The document as it was given, with `origin` in place of the samples' workspace. @throws {DatabricksError} 404 */
    document(name: string, origin: string): string {
        return this.seed(name).document.replace(SAMPLE_ORIGINS, origin);
    }

    /** Makes an endpoint, or changes some members of one. A new one has no document yet. */
    setEndpoint(name: string, changes: Partial<EmulatedEndpoint>): void {
        const previous = this.deployed.get(name) ?? { endpoint: endpointDefaults(name), document: "", models: [] };
        this.deployed.set(name, { ...previous, endpoint: { ...previous.endpoint, ...changes, name } });
    }

    /**
     * Changes an endpoint's document, and makes the endpoint if it is not there. Where the served models are others
     * than before, that is a deployment: the configuration follows, with a new version.
     */
    setDocument(name: string, document: string): void {
        const { endpoint = endpointDefaults(name) } = this.deployed.get(name) ?? {};
        const models = servedModels(document);
        const names = models.map((model) => model.name);
        const serving = endpoint.config.served_entities.map((entity) => entity.name);
        const same = names.length === 0 || names.join() === serving.join();
        const config = same ? endpoint.config : deployedConfig(endpoint.config, names);
        this.deployed.set(name, { endpoint: { ...endpoint, config }, document, models });
    }

    /** @throws Error for a cold start of an endpoint that does not scale to zero */
    plan(call: PlannedCall): void {
        const { endpoint: name, start, startMs } = call;
        const entities = name === undefined ? [] : this.endpoint(name).config.served_entities;
        if ((start || startMs !== undefined) && !entities.some((entity) => entity.scale_to_zero_enabled)) {
            throw new Error("Only an endpoint that scales to zero has cold starts, and it has to be named.");
        }
        this.planned.add(call);
    }

    removeEndpoint(name: string): void {
        this.deployed.delete(name);
    }

    /**
     * The model that answers a call: the named one, or the one with most of the traffic.
     *
     * @throws {DatabricksError} 404, as the query path answers it
     */
    model(name: string, served: string | undefined): ServedModel {
        const found = this.deployed.get(name);
        if (found === undefined) throw nothingDeployed();
        const { routes } = found.endpoint.config.traffic_config;
        const models = found.models.length > 0 ? found.models : undocumented(found.endpoint);
        const share = (model: ServedModel) =>
            routes.find((route) => route.served_model_name === model.name)?.traffic_percentage ?? 0;
        const byTraffic = [...models].sort((a, b) => share(b) - share(a));
        const model = served === undefined ? byTraffic[0] : models.find((candidate) => candidate.name === served);
        if (model === undefined) throw nothingDeployed();
        return model;
    }

    private seed(name: string): Seed {
        const found = this.deployed.get(name);
        if (found === undefined) throw endpointMissing(name);
        return found;
    }
}

/** Models whose endpoint has no document answer as well: those without a task take tables. */
function undocumented({ config }: EmulatedEndpoint): ServedModel[] {
    const tables = Object.fromEntries(forms.map((field) => [field, {}]));
    const predictions = { type: "array", items: { type: "number" } };
    return config.served_entities.map(({ name }) => ({
        name,
        requestSchema: { type: "object", properties: tables },
        responseSchema: { type: "object", properties: { predictions } },
    }));
}
