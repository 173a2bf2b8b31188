import type { OpenAPIV3 } from "openapi-types";
import type { ClientCase } from "./clientCase";

/** Configuration of one generator of openapi-generator. JSON is YAML. */
export function generatorConfiguration(
    generator: "python" | "typescript-fetch" | "java",
    { name, document }: ClientCase,
    file: string,
    outputDir: string,
): string {
    const options = {
        python: { packageName: name },
        "typescript-fetch": {},
        java: {
            library: "native",
            openApiNullable: false,
            invokerPackage: `clients.${name}`,
            apiPackage: `clients.${name}.api`,
            modelPackage: `clients.${name}.model`,
        },
    };
    const named = Object.entries(document.components!.schemas ?? {});
    const schemaMappings = Object.fromEntries(
        named.flatMap(([schema, value]) => choices(value, schema)).map((choice) => [choice, "Object"]),
    );
    const nothing = { apiTests: false, modelTests: false, apiDocs: false, modelDocs: false };
    return JSON.stringify({
        generatorName: generator,
        inputSpec: file,
        outputDir,
        globalProperties: nothing,
        additionalProperties: options[generator],
        ...(generator === "java" && { schemaMappings }),
    });
}

/**
 * What openapi-generator calls the choices within a schema. Its Java of a text or a list of texts does not compile (library
 * `native`), or fails when it writes a list (`okhttp-gson`), so that they are mapped to `Object` (7.26.0).
 */
function choices(schema: Schema, name: string): string[] {
    if ("$ref" in schema) return [];
    const { oneOf, anyOf, properties = {} } = schema;
    if (oneOf ?? anyOf) return [name];
    const within = Object.entries(properties).flatMap(([property, value]) => choices(value, `${name}_${property}`));
    return "items" in schema ? choices(schema.items, `${name}_inner`) : within;
}

type Schema = OpenAPIV3.SchemaObject | OpenAPIV3.ReferenceObject;

/** A program that calls with clients of `typescript-fetch` and openapi-typescript; it prints what they did, by name. */
export function typescriptProgram(cases: readonly ClientCase[]): string {
    const imports = cases.flatMap(({ name, api, request }) => [
        `import * as ${name} from "./${name}";`,
        `import type { paths as ${name}Paths } from "./${name}.types";`,
        `const ${name}Api = (key: string) => new ${name}.${api}(new ${name}.Configuration({ apiKey: key }));`,
        `const ${name}Request = (json: unknown) => ${name}.${request}FromJSON(json);`,
    ]);
    const calls = cases.flatMap(({ name, operation, request, example, key, url, document }) => {
        const parameter = request[0]!.toLowerCase() + request.slice(1);
        const header = (document.components!.securitySchemes!.subscriptionKeyHeader as { name: string }).name;
        const ask = `${name}Api(key).${operation.camelCase}({ ${parameter}: ${name}Request(${JSON.stringify(example)}) })`;
        return [
            `result["fetch ${name}"] = await called(${JSON.stringify(key)}, async (key) => ${ask}, async (error: any) => error.response.text());`,
            `{`,
            `    const client = createClient<${name}Paths>({ baseUrl: ${JSON.stringify(url)} });`,
            `    const post = (key: string) => client.POST("/invocations", { body: ${JSON.stringify(example)}, headers: { ${JSON.stringify(header)}: key } });`,
            `    const { data } = await post(${JSON.stringify(key)});`,
            `    const { error } = await post("wrong");`,
            `    result["types ${name}"] = { answer: data, error: error!.message };`,
            `}`,
        ];
    });
    return [
        `import createClient from ${JSON.stringify("openapi-fetch")};`,
        ...imports,
        `const result: Record<string, object> = {};`,
        `async function called(key: string, call: (key: string) => Promise<unknown>, said: (error: unknown) => Promise<string>) {`,
        `    const answer = await call(key);`,
        `    return { answer, error: await call("wrong").then(() => "", said) };`,
        `}`,
        `async function main() {`,
        ...calls,
        `    process.stdout.write(JSON.stringify(result));`,
        `}`,
        `void main();`,
    ].join("\n");
}

/** How the program is compiled: strictly, as its own code and not as a library that is only there. */
export const typescriptProject = JSON.stringify({
    compilerOptions: {
        strict: true,
        target: "es2022",
        module: "node16",
        moduleResolution: "node16",
        lib: ["es2022", "dom"],
        types: ["node"],
        outDir: "compiled",
        rootDir: ".",
    },
    files: ["main.ts"],
});

/** The same in Java. */
export function javaProgram(cases: readonly ClientCase[], caFile: string): string {
    const text = (value: string) => JSON.stringify(value);
    const calls = cases.map(({ name, api, operation, request, example, key, document }) => {
        const client = `clients.${name}`;
        const header = (document.components!.securitySchemes!.subscriptionKeyHeader as { name: string }).name;
        return `
        {
            var json = ${client}.ApiClient.createDefaultObjectMapper();
            var request = json.readValue(${text(JSON.stringify(example))}, ${client}.model.${request}.class);
            var client = new ${client}.ApiClient().setHttpClientBuilder(connections())
                .setRequestInterceptor(sent -> sent.header(${text(header)}, key));
            var api = new ${client}.api.${api}(client);
            key = ${text(key)};
            var answer = json.writeValueAsString(api.${operation.camelCase}(request));
            key = "wrong";
            var error = "";
            try {
                api.${operation.camelCase}(request);
            } catch (${client}.ApiException refused) {
                error = refused.getMessage();
            }
            var result = json.createObjectNode();
            result.set("sent", json.valueToTree(request));
            result.set("answer", json.readTree(answer));
            result.put("error", error);
            results.set(${text(name)}, result);
        }`;
    });
    return `
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

public class Main {
    static String key;

    static java.net.http.HttpClient.Builder connections() throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var file = new java.io.FileInputStream(${text(caFile)})) {
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return java.net.http.HttpClient.newBuilder().sslContext(context);
    }

    public static void main(String[] arguments) throws Exception {
        var results = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();${calls.join("")}
        System.out.println(results);
    }
}
`;
}
