package dev.locum.grpcauthz.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.locum.grpcauthz.caller.CallerContext;
import dev.locum.grpcauthz.http.Admission;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.PushBuilder;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Tomcat does not do any more and other containers still do. */
@SuppressWarnings("deprecation") // Containers of the older versions still push.
class StrippedRequestTest {

  /** H5: a push would begin with the headers as they came, credentials included. */
  @Test
  void newPushBuilder_containerThatPushes_isNotHandedOn() {
    PushBuilder push = answering(PushBuilder.class, "");
    HttpServletRequest request = answering(HttpServletRequest.class, push);

    assertThat(request.newPushBuilder()).isSameAs(push);
    assertThat(
            new StrippedRequest(
                    request,
                    new Admission(CallerContext.nobody(), "c-1", Set.of(), Optional.empty()))
                .newPushBuilder())
        .isNull();
  }

  private static <T> T answering(Class<T> type, Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answer));
  }
}
