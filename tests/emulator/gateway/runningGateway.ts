import { Agent, request, type Dispatcher } from "undici";
import { createCertificate, type Certificate } from "../../../emulator/certificate";
import { startGateway, type EmulatedGateway, type GatewayOptions } from "../../../emulator/gateway/server";
import { ControlPlane } from "./controlPlane";
import { startUpstream, type Upstream } from "./upstream";

export interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
}

type Options = Partial<Dispatcher.RequestOptions>;
type Extras = Omit<GatewayOptions, "store" | "serviceId" | "tls">;

/** A gateway, a control plane that is filled by hand and a backend, fresh for each test of the block that asks. */
export class RunningGateway {
    plane!: ControlPlane;
    upstream!: Upstream;
    gateway!: EmulatedGateway;
    /** Connects with the gateway's certificate. */
    client!: Agent;

    async start(tls: Certificate, extras: Extras): Promise<void> {
        this.plane = new ControlPlane();
        this.upstream = await startUpstream();
        this.gateway = await startGateway({ store: this.plane.store, serviceId: this.plane.serviceId, tls, ...extras });
        this.client = new Agent({ connect: { ca: tls.ca } });
    }

    async stop(): Promise<void> {
        await this.client.destroy();
        await this.gateway.close();
        await this.upstream.close();
    }

    /** A POST unless `options` says otherwise; the body is still to be read. */
    open(path: string, options: Options = {}): ReturnType<typeof request> {
        const all = { method: "POST", dispatcher: this.client, ...options };
        return request(`${this.gateway.url}${path}`, all as Parameters<typeof request>[1]);
    }

    async call(path: string, options: Options = {}): Promise<Answer> {
        const { statusCode, headers, body } = await this.open(path, options);
        return { status: statusCode, headers, body: await body.text() };
    }

    /** As `call`, with the path as it is: a URL would resolve its dots. */
    async callAt(path: string, options: Options = {}): Promise<Answer> {
        const all = { method: "POST", ...options, origin: this.gateway.url, path };
        const { statusCode, headers, body } = await this.client.request(all as Dispatcher.RequestOptions);
        return { status: statusCode, headers, body: await body.text() };
    }

    /** The pieces of an answer whose backend sends the rest only once the first piece is here: one held back never ends. */
    async pieces(path: string, body = "{}"): Promise<string[]> {
        let finish!: () => void;
        this.upstream.answer = (response) => {
            response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
            finish = () => response.end("data: [DONE]\n\n");
        };
        const answer = await this.open(path, { body });
        const pieces: string[] = [];
        for await (const piece of answer.body) {
            pieces.push(String(piece));
            if (pieces.length === 1) finish();
        }
        return pieces;
    }

    /** The header of the latest call that reached the backend. */
    received(name: string): string | string[] | undefined {
        return this.upstream.calls.at(-1)?.headers[name.toLowerCase()];
    }
}

/**
 * Registers the hooks that start and stop it around each test.
 * @param extras asked for before each start
 */
export function runningGateway(extras: () => Extras = () => ({})): RunningGateway {
    const running = new RunningGateway();
    let tls: Certificate;
    before(async () => {
        tls = await createCertificate();
    });
    beforeEach(() => running.start(tls, extras()));
    afterEach(() => running.stop());
    return running;
}
