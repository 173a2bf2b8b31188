/** An input that is not known yet arrives as this text in `check`; @pulumi/pulumi, runtime/rpc, `unknownValue`. */
export const unknownInput: string = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
