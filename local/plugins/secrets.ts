import { isMap, PartialError, type Plugin, type PropertyMap, type PropertyValue, type ResourceRequest } from "./plugin";

/** How Pulumi's wire protocol wraps a secret: a map with this member, and the value beside it. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Marks a value as secret on the engine's wire. */
export function secret(value: PropertyValue): PropertyMap {
    return { [SIGNATURE]: SECRET, value };
}

function isSecret(value: PropertyValue | undefined): value is PropertyMap {
    return isMap(value) && value[SIGNATURE] === SECRET;
}

function containsSecret(value: PropertyValue | undefined): boolean {
    if (isSecret(value)) return true;
    if (Array.isArray(value)) return value.some(containsSecret);
    return isMap(value) && Object.values(value).some(containsSecret);
}

/** The value without wrappers; members that are null count as absent. */
export function unwrap(value: PropertyMap): PropertyMap;
export function unwrap(value: PropertyValue): PropertyValue;
export function unwrap(value: PropertyValue): PropertyValue {
    if (isSecret(value)) return unwrap(value["value"] ?? null);
    if (Array.isArray(value)) return value.map((item) => unwrap(item));
    if (!isMap(value)) return value;
    const members = Object.entries(value).map(([name, member]) => [name, unwrap(member)] as const);
    return Object.fromEntries(members.filter(([, member]) => member !== null));
}

/**
 * Wraps in `target` what is wrapped under the same name in one of `sources`. A list with a secret anywhere in it is
 * wrapped whole, since a service may answer it in another order: the engine's own rule (`annotateSecrets`).
 */
function wrapLike(target: PropertyMap, ...sources: readonly PropertyMap[]): PropertyMap {
    const wrapped = { ...target };
    for (const source of sources) {
        for (const [name, original] of Object.entries(source)) {
            const value = wrapped[name];
            if (value === undefined || isSecret(value)) continue;
            if (!isSecret(original) && isMap(value) && isMap(original)) wrapped[name] = wrapLike(value, original);
            else if (containsSecret(original)) wrapped[name] = secret(value);
        }
    }
    return wrapped;
}

/**
 * Puts the secrets' wrapping around a plugin that knows nothing of it: the plugin sees plain values, and what was secret
 * in the request is secret in the answer. Errors stay as they are, as azure-native's do: what the other side repeats in
 * its refusal reaches the engine, which masks the secrets that it knows.
 */
export function guardSecrets(plugin: Plugin): Plugin {
    async function guarded<T>(
        request: ResourceRequest,
        call: (plain: ResourceRequest) => Promise<T>,
        wrap: (answer: T) => T,
    ): Promise<T> {
        const wrapped = [request.inputs, request.oldInputs ?? {}, request.outputs];
        const plain = {
            ...request,
            inputs: unwrap(request.inputs),
            oldInputs: request.oldInputs && unwrap(request.oldInputs),
            outputs: unwrap(request.outputs),
        };
        try {
            return wrap(await call(plain));
        } catch (error) {
            if (!(error instanceof PartialError)) throw error;
            const outputs = wrapLike(error.outputs, ...wrapped);
            throw new PartialError(error.message, error.id, outputs, wrapLike(error.inputs, ...wrapped));
        }
    }

    return {
        version: plugin.version,
        configure: (variables) => plugin.configure(variables),
        check: (request) =>
            guarded(
                request,
                (plain) => plugin.check(plain),
                ({ inputs, failures }) => ({ inputs: wrapLike(inputs, request.inputs), failures }),
            ),
        diff: (request) =>
            guarded(
                request,
                (plain) => plugin.diff(plain),
                (difference) => difference,
            ),
        create: (request) =>
            guarded(
                request,
                (plain) => plugin.create(plain),
                ({ id, outputs }) => ({ id, outputs: wrapLike(outputs, request.inputs) }),
            ),
        read: (request) =>
            guarded(
                request,
                (plain) => plugin.read(plain),
                (found) =>
                    found && {
                        id: found.id,
                        outputs: wrapLike(found.outputs, request.outputs, request.oldInputs ?? {}),
                        inputs: wrapLike(found.inputs, request.oldInputs ?? {}),
                    },
            ),
        update: (request) =>
            guarded(
                request,
                (plain) => plugin.update(plain),
                (outputs) => wrapLike(outputs, request.inputs, request.outputs),
            ),
        delete: (request) =>
            guarded(
                request,
                (plain) => plugin.delete(plain),
                () => undefined,
            ),
        invoke: (token, args) => plugin.invoke(token, unwrap(args)),
        cancel: () => plugin.cancel(),
    };
}
