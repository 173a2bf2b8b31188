import { buildConnector } from "undici";

/**
 * How a gateway connects to backends. These may be APIs of an emulated gateway, whose certificate nobody else trusts.
 *
 * @param ca the authority of the emulated gateways' certificate, PEM
 */
export function connectorFor(ca: string | undefined): buildConnector.connector {
    const timeout = 10_000;
    const [others, gateways] = [buildConnector({ timeout }), buildConnector({ timeout, ca })];
    return (options, done) => (options.hostname === "localhost" ? gateways : others)(options, done);
}
