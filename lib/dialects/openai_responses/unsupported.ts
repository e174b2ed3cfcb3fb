import { GatewayError } from "../../core/gateway_error.ts";

/**
 * The refusal of something that only the vendor's own service has. It is a 400, as the vendor's refusals are: clients
 * repeat whatever answers with 5xx.
 */
export function unsupported(message: string, param: string): GatewayError {
  return new GatewayError("unsupported", message, {
    code: "unsupported_parameter",
    param,
    status: 400,
  });
}
