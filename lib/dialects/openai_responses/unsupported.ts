import { GatewayError } from "../../core/gateway_error.ts";

/** The refusal of something that only the vendor's own service has. */
export function unsupported(message: string, param: string): GatewayError {
  return new GatewayError("unsupported", message, {
    code: "unsupported_parameter",
    param,
  });
}
