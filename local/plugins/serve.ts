import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import { PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { PartialError, type Plugin, type PropertyChange, type PropertyMap, type ResourceRequest } from "./plugin";
import { guardSecrets } from "./secrets";

const { Kind } = provider.PropertyDiff;
const KINDS = {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

function fromStruct(struct: Struct | undefined): PropertyMap {
    return (struct?.toJavaScript() ?? {}) as PropertyMap;
}

function toStruct(map: PropertyMap): Struct {
    return Struct.fromJavaScript(map as Record<string, JavaScriptValue>);
}

/** What the engine prints for plugins. It says where it listens when it attaches, once a run. */
class EngineLog {
    private client: EngineClient | undefined;

    attach(address: string): void {
        this.close();
        if (address !== "") this.client = new EngineClient(address, grpc.credentials.createInsecure());
    }

    warn(urn: string, text: string): void {
        const message = new LogRequest();
        message.setSeverity(LogSeverity.WARNING);
        message.setUrn(urn);
        message.setMessage(text);
        // A warning that cannot be told changes nothing of what was done.
        this.client?.log(message, () => undefined);
    }

    close(): void {
        this.client?.close();
        this.client = undefined;
    }
}

/** `urn:pulumi:stack::project::parent$type::name` */
function request(urn: string, members: Partial<ResourceRequest>): ResourceRequest {
    const [, , types, ...name] = urn.split("::");
    return {
        type: types?.split("$").at(-1) ?? "",
        name: name.join("::"),
        id: "",
        inputs: {},
        outputs: {},
        preview: false,
        seed: new Uint8Array(),
        warn: () => undefined,
        ...members,
    };
}

/** An error as the engine prints it: its message alone, and what is left of the resource when something is. */
function failure(error: unknown): Partial<grpc.ServiceError> {
    const message = error instanceof Error ? error.message : String(error);
    const metadata = new grpc.Metadata();
    if (error instanceof PartialError) {
        const detail = new provider.ErrorResourceInitFailed();
        detail.setId(error.id);
        detail.setProperties(toStruct(error.outputs));
        detail.setInputs(toStruct(error.inputs));
        detail.setReasonsList([message]);
        const packed = new Any();
        packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
        const status = new Status();
        status.setCode(grpc.status.UNKNOWN);
        status.setMessage(message);
        status.addDetails(packed);
        // gRPC's own name for structured errors; the Go side reads it.
        metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    }
    return { code: grpc.status.UNKNOWN, details: message, metadata };
}

type Handler<Request, Response> = (
    call: grpc.ServerUnaryCall<Request, Response>,
    callback: grpc.sendUnaryData<Response>,
) => void;

/** @param answer told the connection that the call came by, too */
function unary<Request, Response>(
    answer: (message: Request, connection: string) => Promise<Response>,
): Handler<Request, Response> {
    return (call, callback) => {
        answer(call.request, call.getPeer()).then(
            (response) => callback(null, response),
            (error: unknown) => callback(failure(error)),
        );
    };
}

function differenceMessage(changes: ReadonlyMap<string, PropertyChange>, deleteBeforeReplace: boolean) {
    const response = new provider.DiffResponse();
    const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
    response.setChanges(changes.size === 0 ? DIFF_NONE : DIFF_SOME);
    response.setHasdetaileddiff(true);
    response.setDeletebeforereplace(deleteBeforeReplace);
    for (const [path, { kind, replace }] of changes) {
        const detail = new provider.PropertyDiff();
        detail.setKind(KINDS[kind][replace ? 1 : 0]);
        detail.setInputdiff(true);
        response.getDetaileddiffMap().set(path, detail);
        const name = path.split(/[.[]/)[0] ?? path;
        if (!response.getDiffsList().includes(name)) response.addDiffs(name);
        if (replace && !response.getReplacesList().includes(name)) response.addReplaces(name);
    }
    return response;
}

/** The calls that the engine makes; it takes the rest for not implemented, as it does with older plugins. */
function handlers(of: (connection: string) => Plugin, log: EngineLog) {
    const asked = <Request, Response>(answer: (message: Request, plugin: Plugin) => Promise<Response>) =>
        unary<Request, Response>(async (message, connection) => answer(message, of(connection)));
    return {
        attach: unary(async (message: PluginAttach) => {
            log.attach(message.getAddress());
            return new Empty();
        }),
        cancel: asked(async (_: Empty, plugin) => {
            plugin.cancel();
            return new Empty();
        }),
        getPluginInfo: asked(async (_: Empty, plugin) => {
            const response = new PluginInfo();
            response.setVersion(plugin.version);
            return response;
        }),
        configure: asked(async (message: provider.ConfigureRequest, plugin) => {
            plugin.configure(Object.fromEntries(message.getVariablesMap().toArray()));
            const response = new provider.ConfigureResponse();
            response.setAcceptsecrets(true);
            response.setSupportspreview(true);
            return response;
        }),
        check: asked(async (message: provider.CheckRequest, plugin) => {
            const old = message.getOlds();
            const { inputs, failures } = await plugin.check(
                request(message.getUrn(), {
                    inputs: fromStruct(message.getNews()),
                    oldInputs: old && fromStruct(old),
                    seed: message.getRandomseed_asU8(),
                }),
            );
            const response = new provider.CheckResponse();
            response.setInputs(toStruct(inputs));
            for (const { property, reason } of failures) {
                const item = new provider.CheckFailure();
                item.setProperty(property ?? "");
                item.setReason(reason);
                response.addFailures(item);
            }
            return response;
        }),
        diff: asked(async (message: provider.DiffRequest, plugin) => {
            const difference = await plugin.diff(
                request(message.getUrn(), {
                    id: message.getId(),
                    inputs: fromStruct(message.getNews()),
                    oldInputs: fromStruct(message.getOldInputs()),
                    outputs: fromStruct(message.getOlds()),
                }),
            );
            return differenceMessage(difference.changes, difference.deleteBeforeReplace);
        }),
        create: asked(async (message: provider.CreateRequest, plugin) => {
            const inputs = fromStruct(message.getProperties());
            const preview = message.getPreview();
            const warn = (text: string) => log.warn(message.getUrn(), text);
            const { id, outputs } = await plugin.create(request(message.getUrn(), { inputs, preview, warn }));
            const response = new provider.CreateResponse();
            response.setId(id);
            response.setProperties(toStruct(outputs));
            return response;
        }),
        read: asked(async (message: provider.ReadRequest, plugin) => {
            const old = message.getInputs();
            const found = await plugin.read(
                request(message.getUrn(), {
                    id: message.getId(),
                    oldInputs: old && fromStruct(old),
                    outputs: fromStruct(message.getProperties()),
                }),
            );
            const response = new provider.ReadResponse();
            if (found === undefined) return response;
            response.setId(found.id);
            response.setProperties(toStruct(found.outputs));
            response.setInputs(toStruct(found.inputs));
            return response;
        }),
        update: asked(async (message: provider.UpdateRequest, plugin) => {
            const outputs = await plugin.update(
                request(message.getUrn(), {
                    id: message.getId(),
                    inputs: fromStruct(message.getNews()),
                    oldInputs: fromStruct(message.getOldInputs()),
                    outputs: fromStruct(message.getOlds()),
                    preview: message.getPreview(),
                    warn: (text) => log.warn(message.getUrn(), text),
                }),
            );
            const response = new provider.UpdateResponse();
            response.setProperties(toStruct(outputs));
            return response;
        }),
        delete: asked(async (message: provider.DeleteRequest, plugin) => {
            const [id, outputs] = [message.getId(), fromStruct(message.getProperties())];
            const oldInputs = fromStruct(message.getOldInputs());
            await plugin.delete(request(message.getUrn(), { id, outputs, oldInputs }));
            return new Empty();
        }),
        invoke: asked(async (message: provider.InvokeRequest, plugin) => {
            const response = new provider.InvokeResponse();
            response.setReturn(toStruct(await plugin.invoke(message.getTok(), fromStruct(message.getArgs()))));
            return response;
        }),
    };
}

/**
 * Serves a plugin to Pulumi's engine on a free port of the loopback interface. `@pulumi/pulumi/provider` does not fit:
 * it drops the old inputs that azure-native 3 diffs against, answers no preview, and prints stack traces.
 *
 * @param make called for each connection. The engine has one for each provider of a program, where it would start a process
 * for each otherwise
 */
export async function serve(make: () => Plugin): Promise<{ port: number; close(): void }> {
    const plugins = new Map<string, Plugin>();
    const of = (connection: string) => {
        const plugin = plugins.get(connection) ?? guardSecrets(make());
        plugins.set(connection, plugin);
        return plugin;
    };
    // An OpenAPI document in a request is larger than gRPC's default of 4 MB once it is encoded.
    const log = new EngineLog();
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(
        ResourceProviderService as unknown as grpc.ServiceDefinition,
        handlers(of, log) as unknown as grpc.UntypedServiceImplementation,
    );
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error === null ? resolve(bound) : reject(error),
        );
    });
    return {
        port,
        close: () => {
            for (const plugin of plugins.values()) plugin.cancel();
            log.close();
            server.forceShutdown();
        },
    };
}
