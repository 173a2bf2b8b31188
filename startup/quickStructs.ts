import type { BinaryReader, BinaryWriter } from "google-protobuf";
import type * as protobuf from "google-protobuf";
import type * as structs from "google-protobuf/google/protobuf/struct_pb";
import { createRequire } from "node:module";
import { replaceMember } from "./replaceMember";
import { structBytes } from "./structBytes";
import { structIn } from "./structIn";

/**
 * Reads and writes the properties of resources between the engine's bytes and JavaScript's values at once.
 *
 * Reason: google-protobuf makes several objects of every value on the way, and reads and writes texts character by character.
 * Program, dynamic provider and the stand-in plugins do this.
 *
 * Measured: an unchanged preview of 100 endpoints takes 7.4 s of processor time in the program instead of 8.4 s, 3.0 s in the
 * dynamic provider instead of 3.2 s, and 1.7 s in azure-native's stand-in instead of 1.9 s (medians of 3 pairs, Node 20, a
 * busy machine): `npm run -s bench -- publish --parts preview --runs 3 --json`, with and without the calls of this function.
 */
export function quickStructs(): void {
    // The one that @pulumi/pulumi has.
    const load = createRequire(require.resolve("@pulumi/pulumi"));
    const { Struct } = load("google-protobuf/google/protobuf/struct_pb") as typeof structs;
    const { BinaryReader } = load("google-protobuf") as typeof protobuf;
    const { deserializeBinaryFromReader, serializeBinaryToWriter } = Struct;
    const { getFieldsMap, toJavaScript } = Struct.prototype;

    replaceMember(Struct, "fromJavaScript", (value: object) => {
        const struct: Held = new Struct();
        struct[held] = structBytes(value);
        return struct;
    });
    replaceMember(Struct, "deserializeBinaryFromReader", (struct: Held, reader: BinaryReader) => {
        const start = reader.getCursor();
        while (reader.nextField()) reader.skipField();
        struct[held] = reader.getBuffer().subarray(start, reader.getCursor());
        return struct;
    });
    replaceMember(Struct, "serializeBinaryToWriter", (struct: Held, writer: BinaryWriter) => {
        const bytes = struct[held];
        if (bytes === undefined) serializeBinaryToWriter(struct, writer);
        else writer.writeSerializedMessage(bytes, 0, bytes.length);
    });
    replaceMember(Struct.prototype, "toJavaScript", function (this: Held) {
        const bytes = this[held];
        return bytes === undefined ? toJavaScript.call(this) : structIn(bytes);
    });
    // Whoever looks at the fields, or changes them, has them as google-protobuf makes them.
    replaceMember(Struct.prototype, "getFieldsMap", function (this: Held, ...args: []) {
        const bytes = this[held];
        this[held] = undefined;
        if (bytes !== undefined) deserializeBinaryFromReader(this, new BinaryReader(bytes));
        return getFieldsMap.apply(this, args);
    });
}

/** The bytes of a struct whose fields nobody has looked at. */
const held = Symbol("bytes");

type Held = structs.Struct & { [held]?: Uint8Array };
