import { isMap, PartialError, type Plugin, type PropertyMap, type PropertyValue, type ResourceRequest } from "./plugin";

/** How Pulumi's wire protocol wraps a secret: a map with this member, and the value beside it. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Shorter strings are too common to be cut out of a message without ruining it. */
const SHORTEST_REDACTED = 4;

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

function collectStrings(value: PropertyValue, found: Set<string>): void {
    if (typeof value === "string") found.add(value);
    else if (Array.isArray(value)) value.forEach((item) => collectStrings(item, found));
    else if (isMap(value)) Object.values(value).forEach((member) => collectStrings(member, found));
}

function collectSecrets(value: PropertyValue, found: Set<string>): void {
    if (isSecret(value)) collectStrings(unwrap(value["value"] ?? null), found);
    else if (Array.isArray(value)) value.forEach((item) => collectSecrets(item, found));
    else if (isMap(value)) Object.values(value).forEach((member) => collectSecrets(member, found));
}

function redact(text: string, secrets: ReadonlySet<string>): string {
    const longestFirst = [...secrets].filter((value) => value.length >= SHORTEST_REDACTED);
    longestFirst.sort((a, b) => b.length - a.length);
    return longestFirst.reduce((rest, value) => {
        const escaped = JSON.stringify(value).slice(1, -1);
        return rest.replaceAll(value, "[secret]").replaceAll(escaped, "[secret]");
    }, text);
}

/**
 * Puts the secrets' wrapping around a plugin that knows nothing of it: the plugin sees plain values, what was secret in
 * the request is secret in the answer, and no secret is left in an error.
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
        const secrets = new Set<string>();
        wrapped.forEach((map) => collectSecrets(map, secrets));
        for (const name of plugin.sensitive(request.type)) {
            [plain.inputs, plain.oldInputs].forEach((map) => collectStrings(map?.[name] ?? null, secrets));
        }
        try {
            return wrap(await call(plain));
        } catch (error) {
            const message = redact(error instanceof Error ? error.message : String(error), secrets);
            if (!(error instanceof PartialError)) throw new Error(message);
            const outputs = wrapLike(error.outputs, ...wrapped);
            throw new PartialError(message, error.id, outputs, wrapLike(error.inputs, ...wrapped));
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
        invoke: async (token, args) => {
            const secrets = new Set<string>();
            collectSecrets(args, secrets);
            try {
                return await plugin.invoke(token, unwrap(args));
            } catch (error) {
                throw new Error(redact(error instanceof Error ? error.message : String(error), secrets));
            }
        },
        sensitive: (type) => plugin.sensitive(type),
        cancel: () => plugin.cancel(),
    };
}
