package dev.locum.gateway.check;

import com.google.protobuf.Message;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;
import java.util.List;

/**
 * What is special about one method; everything that is decided for all of them alike is decided
 * before. Thread-safe.
 *
 * @param <Q> its request
 * @param <R> its response
 */
public interface MethodRules<Q extends Message, R extends Message> {

  /** Hands on what was checked for all methods alike. */
  static MethodRules<Message, Message> plain() {
    return new MethodRules<>() {};
  }

  /**
   * Checks a request whose every mention is the caller's own.
   *
   * @throws DenialException to refuse
   */
  default RequestVerdict request(Call call, Q request) {
    return forward(call, request, List.of());
  }

  /** What becomes of a request that was refused, by these rules or by those for all methods. */
  default RequestVerdict refused(Call call, Q request, DenialException refusal) {
    return new RequestVerdict.Deny(refusal.reason(), refusal.rejection().detail());
  }

  /**
   * Checks what Temporal answered.
   *
   * @param forwarded what was let pass
   */
  default ResponseVerdict response(Call call, RequestVerdict.Forward forwarded, R response) {
    return deliver(response);
  }

  /** Forwards; a delegation that is refused refuses the call. */
  static RequestVerdict.Forward forward(
      Call call, Message request, List<DelegationNeed> delegations) {
    return forward(call, request, delegations, "");
  }

  /** Forwards, with something that the check of the response has to know. */
  static RequestVerdict.Forward forward(
      Call call, Message request, List<DelegationNeed> delegations, Object memory) {
    return new RequestVerdict.Forward(
        call.method().fullName(),
        call.namespace(),
        request,
        delegations,
        RequestVerdict.OnRefusal.DENY,
        memory);
  }

  /** Hands an answer on that holds no task. */
  static ResponseVerdict deliver(Message response) {
    return new ResponseVerdict.Deliver(
        response,
        List.of(),
        (refused, reason, detail) ->
            new ResponseVerdict.Withhold(
                reason, detail, List.of(), response.getDefaultInstanceForType()));
  }

  /** Hides an answer that is somebody else's. */
  static ResponseVerdict withhold(DenialReason reason, String detail, Message instead) {
    return new ResponseVerdict.Withhold(reason, detail, List.of(), instead);
  }
}
