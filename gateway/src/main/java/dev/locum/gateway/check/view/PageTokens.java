package dev.locum.gateway.check.view;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.Refusals;
import dev.locum.gateway.seal.PageBinding;
import dev.locum.gateway.seal.SealKind;
import dev.locum.gateway.seal.TokenSeal;
import dev.locum.token.denial.DenialException;
import dev.locum.token.denial.DenialReason;

/** Seals and opens the positions of one kind of list or history. Thread-safe. */
final class PageTokens {

  private static final String FIELD = "next_page_token";

  private final TokenSeal seal;
  private final SealKind kind;

  PageTokens(TokenSeal seal, SealKind kind) {
    this.seal = seal;
    this.kind = kind;
  }

  /** Whether the request asks for the first page. */
  static boolean isFirst(Message request) {
    return ((ByteString) request.getField(field(request))).isEmpty();
  }

  /**
   * The request with the position as Temporal knows it.
   *
   * @throws DenialException if the token was issued to another tenant, or for something else
   */
  Message open(Call call, String subject, Message request) {
    FieldDescriptor field = field(request);
    ByteString token = (ByteString) request.getField(field);
    if (token.isEmpty()) {
      return request;
    }
    ByteString original =
        seal.openPage(kind, binding(call, subject), token)
            .orElseThrow(
                () -> Refusals.of(DenialReason.REQUEST_INVALID, field, "not issued for this call"));
    return request.toBuilder().setField(field, original).build();
  }

  /** The response with a position that is good for the same caller and subject alone. */
  Message seal(Call call, String subject, Message response) {
    FieldDescriptor field = field(response);
    ByteString token = (ByteString) response.getField(field);
    return token.isEmpty()
        ? response
        : response.toBuilder()
            .setField(field, seal.seal(kind, binding(call, subject), token))
            .build();
  }

  private static PageBinding binding(Call call, String subject) {
    return new PageBinding(call.tenant(), call.namespace(), call.method().fullName(), subject);
  }

  private static FieldDescriptor field(Message message) {
    return message.getDescriptorForType().findFieldByName(FIELD);
  }
}
