package dev.locum.gateway.check.view;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.locum.gateway.check.Call;
import dev.locum.gateway.check.MethodRules;
import dev.locum.gateway.check.Refusals;
import dev.locum.gateway.check.RequestVerdict;
import dev.locum.gateway.check.ResponseVerdict;
import dev.locum.gateway.seal.SealKind;
import dev.locum.gateway.seal.TokenSeal;
import dev.locum.gateway.visibility.FilterException;
import dev.locum.gateway.visibility.ListFilter;
import dev.locum.token.denial.DenialReason;
import java.util.List;
import java.util.function.Function;

/**
 * Lists and counts: narrowed to the tenant's own in the filter, and the rows looked at again.
 *
 * <p>Where the namespace belongs to one tenant, or an operator asks, filters and rows stay as they
 * are, and only positions are sealed.
 */
public final class ListRules implements MethodRules<Message, Message> {

  private final PageTokens pages;
  private final String attribute;
  private final String rows;
  private final Function<Message, String> idOf;

  private ListRules(TokenSeal seal, String attribute, String rows, Function<Message, String> idOf) {
    this.pages = new PageTokens(seal, SealKind.LIST_PAGE);
    this.attribute = attribute;
    this.rows = rows;
    this.idOf = idOf;
  }

  /**
   * A list or count whose filter can be narrowed.
   *
   * @param attribute what holds the ids
   * @param rows the field of the rows; empty for a count
   * @param idOf the id of a row
   */
  public static ListRules narrowed(
      TokenSeal seal, String attribute, String rows, Function<Message, String> idOf) {
    return new ListRules(seal, attribute, rows, idOf);
  }

  /**
   * A list without a filter, whose rows are left out one by one.
   *
   * @param rows the field of the rows
   * @param idOf the id of a row
   */
  public static ListRules filtered(TokenSeal seal, String rows, Function<Message, String> idOf) {
    return new ListRules(seal, "", rows, idOf);
  }

  /** A list that nobody sees who does not see all of it. */
  public static ListRules whole(TokenSeal seal) {
    return new ListRules(seal, "", "", row -> "");
  }

  @Override
  public RequestVerdict request(Call call, Message request) {
    Message narrowed = call.isOneOfMany() && !attribute.isEmpty() ? narrow(call, request) : request;
    String subject = subject(narrowed);
    return MethodRules.forward(
        call,
        hasPages(narrowed) ? pages.open(call, subject, narrowed) : narrowed,
        List.of(),
        subject);
  }

  private Message narrow(Call call, Message request) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("query");
    try {
      String filter =
          ListFilter.parse((String) request.getField(field))
              .narrowedTo(attribute, call.grant().idPrefix())
              .print();
      return request.toBuilder().setField(field, filter).build();
    } catch (FilterException e) {
      throw Refusals.of(DenialReason.REQUEST_INVALID, field, String.valueOf(e.getMessage()));
    }
  }

  private static String subject(Message request) {
    FieldDescriptor query = request.getDescriptorForType().findFieldByName("query");
    return query == null ? "" : (String) request.getField(query);
  }

  @Override
  public ResponseVerdict response(Call call, RequestVerdict.Forward forwarded, Message response) {
    Message own =
        call.isOneOfMany() && !rows.isEmpty()
            ? Rows.own(response, rows, row -> call.owns(idOf.apply(row)))
            : response;
    return MethodRules.deliver(
        hasPages(own) ? pages.seal(call, (String) forwarded.memory(), own) : own);
  }

  private static boolean hasPages(Message message) {
    return message.getDescriptorForType().findFieldByName("next_page_token") != null;
  }
}
