package dev.locum.grpcauthz.servlet;

import dev.locum.grpcauthz.http.HttpAdapterContract;
import dev.locum.grpcauthz.http.HttpAuthorization;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.io.TempDir;

/** The filter in Tomcat. */
class ContractFilterTest extends HttpAdapterContract {

  private Tomcat tomcat = new Tomcat();

  @TempDir private Path directory;

  @Override
  protected void start(HttpAuthorization authorization, Handling handling)
      throws LifecycleException {
    tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.setHostname("localhost");
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", directory.toString());
    FilterDef definition = new FilterDef();
    definition.setFilterName("contract");
    definition.setFilter(new ContractFilter(authorization));
    context.addFilterDef(definition);
    FilterMap everything = new FilterMap();
    everything.setFilterName("contract");
    everything.addURLPattern("/*");
    context.addFilterMap(everything);
    Tomcat.addServlet(context, "handler", new Handler(handling)).addMapping("/*");
    tomcat.start();
  }

  @Override
  protected int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  protected void stop() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  private static final class Handler extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Handling handling;

    Handler(Handling handling) {
      this.handling = handling;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse answer)
        throws IOException {
      String body = handling.handle(ContractFilter.callerOf(request), everything(request));
      answer.getWriter().write(body);
    }

    private static String everything(HttpServletRequest request) {
      StringBuilder all = new StringBuilder();
      for (String name : Collections.list(request.getHeaderNames())) {
        all.append(name).append('=').append(Collections.list(request.getHeaders(name)));
      }
      for (String name : CREDENTIALS) {
        all.append(request.getHeader(name)).append(Collections.list(request.getHeaders(name)));
        all.append(request.getIntHeader(name)).append(request.getDateHeader(name));
      }
      return all.append(request.getCookies() == null ? "" : "cookies").toString();
    }
  }
}
