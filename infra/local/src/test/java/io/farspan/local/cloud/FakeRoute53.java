package io.farspan.local.cloud;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * One hosted zone of Route 53, as its API reference describes the answers: a batch is applied whole or refused whole,
 * deleting a record that does not match exactly is refused, and committed changes soon appear on the DNS servers.
 */
final class FakeRoute53 implements ResponseDefinitionTransformerV2 {

    /** What may go wrong with the next batch. */
    enum Trouble {
        /** Rate exceeded, HTTP 400, not applied. */
        THROTTLED,
        /** Another change of the zone is not yet processed, HTTP 400, not applied. */
        PRIOR_REQUEST,
        /** The connection breaks before anything was applied. */
        LOST_REQUEST,
        /** It is applied and the connection breaks. */
        LOST_REPLY,
        /** The service fails, HTTP 500, not applied. */
        BROKEN
    }

    private static final String NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";

    private final Publisher publisher;
    private final Map<String, Element> sets = new LinkedHashMap<>();
    private final List<Trouble> troubles = new ArrayList<>();
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicInteger batches = new AtomicInteger();

    FakeRoute53(Publisher publisher) {
        this.publisher = publisher;
    }

    /** From now on, one for each batch. */
    synchronized void trouble(Trouble... next) {
        troubles.addAll(List.of(next));
    }

    /** How many batches were received. */
    int batches() {
        return batches.get();
    }

    /** Creates a record set as Terraform would. */
    synchronized void put(String name, String type, String identifier, int weight, String value) {
        Element set = parse("<ResourceRecordSet><Name>" + name + "</Name><Type>" + type + "</Type><SetIdentifier>"
                        + identifier + "</SetIdentifier><Weight>" + weight
                        + "</Weight><TTL>5</TTL><ResourceRecords><ResourceRecord><Value>" + value
                        + "</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>")
                .getDocumentElement();
        sets.put(key(set), set);
    }

    @Override
    public synchronized ResponseDefinition transform(ServeEvent event) {
        Request request = event.getRequest();
        String path = request.getUrl();
        if (path.contains("/change/")) {
            boolean pending = polls.getAndIncrement() % 2 == 0;
            return answer(
                    200, "<GetChangeResponse xmlns=\"" + NAMESPACE + "\">" + info(pending) + "</GetChangeResponse>");
        }
        if (request.getMethod().getName().equals("GET")) {
            return list(request);
        }
        batches.incrementAndGet();
        Trouble trouble = troubles.isEmpty() ? null : troubles.remove(0);
        if (trouble == Trouble.THROTTLED) {
            return error(400, "Throttling", "Rate exceeded");
        }
        if (trouble == Trouble.PRIOR_REQUEST) {
            return error(
                    400,
                    "PriorRequestNotComplete",
                    "The request was rejected because Route 53 was still" + " processing a prior request.");
        }
        if (trouble == Trouble.BROKEN) {
            return error(500, "InternalFailure", "An internal error has occurred");
        }
        if (trouble == Trouble.LOST_REQUEST) {
            return ResponseDefinitionBuilder.responseDefinition()
                    .withFault(Fault.CONNECTION_RESET_BY_PEER)
                    .build();
        }
        ResponseDefinition answer = change(parse(request.getBodyAsString()));
        return trouble == Trouble.LOST_REPLY
                ? ResponseDefinitionBuilder.responseDefinition()
                        .withFault(Fault.CONNECTION_RESET_BY_PEER)
                        .build()
                : answer;
    }

    private ResponseDefinition change(Document batch) {
        Map<String, Element> next = new LinkedHashMap<>(sets);
        NodeList changes = batch.getElementsByTagName("Change");
        for (int i = 0; i < changes.getLength(); i++) {
            Element change = (Element) changes.item(i);
            Element set =
                    (Element) change.getElementsByTagName("ResourceRecordSet").item(0);
            String key = key(set);
            String action = text(change, "Action");
            if (action.equals("CREATE") && next.containsKey(key)) {
                return refused("Tried to create resource record set [" + key + "] but it already exists");
            }
            if (action.equals("DELETE")) {
                if (!next.containsKey(key)) {
                    return refused("Tried to delete resource record set [" + key + "] but it was not found");
                }
                if (!values(next.get(key)).equals(values(set))
                        || !text(next.get(key), "TTL").equals(text(set, "TTL"))) {
                    return refused("Tried to delete resource record set [" + key
                            + "] but the values provided do not match the current values");
                }
                next.remove(key);
            } else {
                next.put(key, set);
            }
        }
        Map<String, Element> before = new HashMap<>(sets);
        sets.clear();
        sets.putAll(next);
        publish(before);
        return answer(
                200,
                "<ChangeResourceRecordSetsResponse xmlns=\"" + NAMESPACE + "\">" + info(true)
                        + "</ChangeResourceRecordSetsResponse>");
    }

    private void publish(Map<String, Element> before) {
        List<Publisher.Set> changed = new ArrayList<>();
        sets.forEach((key, set) -> {
            if (set != before.get(key)) {
                changed.add(new Publisher.Set(
                        text(set, "Name"), text(set, "Type"), Long.parseLong(text(set, "TTL")), values(set)));
            }
        });
        publisher.publish(changed);
    }

    private ResponseDefinition list(Request request) {
        String name = request.queryParameter("name").firstValue();
        String type = request.queryParameter("type").firstValue();
        StringBuilder found = new StringBuilder();
        sets.values().stream()
                .filter(set ->
                        text(set, "Name").equals(name) && text(set, "Type").equals(type))
                .forEach(set -> found.append(xml(set)));
        return answer(
                200,
                "<ListResourceRecordSetsResponse xmlns=\"" + NAMESPACE + "\"><ResourceRecordSets>" + found
                        + "</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>"
                        + "</ListResourceRecordSetsResponse>");
    }

    private static String xml(Element set) {
        StringBuilder xml = new StringBuilder("<ResourceRecordSet>");
        for (String field : List.of("Name", "Type", "SetIdentifier", "Weight", "TTL")) {
            String value = text(set, field);
            if (!value.isEmpty()) {
                xml.append('<')
                        .append(field)
                        .append('>')
                        .append(value)
                        .append("</")
                        .append(field)
                        .append('>');
            }
        }
        xml.append("<ResourceRecords>");
        values(set).forEach(value -> xml.append("<ResourceRecord><Value>")
                .append(value.replace("&", "&amp;").replace("<", "&lt;"))
                .append("</Value></ResourceRecord>"));
        return xml.append("</ResourceRecords></ResourceRecordSet>").toString();
    }

    private static String info(boolean pending) {
        return "<ChangeInfo><Id>/change/C2682N5HXP0BZ4</Id><Status>" + (pending ? "PENDING" : "INSYNC")
                + "</Status><SubmittedAt>2026-11-22T12:00:00Z</SubmittedAt></ChangeInfo>";
    }

    private static ResponseDefinition refused(String message) {
        return answer(
                400,
                "<?xml version=\"1.0\"?><InvalidChangeBatch xmlns=\"" + NAMESPACE + "\"><Messages><Message>" + message
                        + "</Message></Messages><RequestId>b25f48e8-84fd-11e6-80d9-574e0c4664cb</RequestId>"
                        + "</InvalidChangeBatch>");
    }

    private static ResponseDefinition error(int status, String code, String message) {
        return answer(
                status,
                "<?xml version=\"1.0\"?><ErrorResponse xmlns=\"" + NAMESPACE + "\"><Error><Type>Sender</Type><Code>"
                        + code + "</Code><Message>" + message + "</Message></Error>"
                        + "<RequestId>b25f48e8-84fd-11e6-80d9-574e0c4664cb</RequestId></ErrorResponse>");
    }

    private static ResponseDefinition answer(int status, String body) {
        return ResponseDefinitionBuilder.responseDefinition()
                .withStatus(status)
                .withHeader("Content-Type", "text/xml")
                .withBody(body)
                .build();
    }

    private static String key(Element set) {
        return text(set, "Name") + " " + text(set, "Type") + " " + text(set, "SetIdentifier");
    }

    private static List<String> values(Element set) {
        List<String> values = new ArrayList<>();
        NodeList all = set.getElementsByTagName("Value");
        for (int i = 0; i < all.getLength(); i++) {
            values.add(all.item(i).getTextContent());
        }
        return values;
    }

    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private static Document parse(String xml) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException(xml, e);
        }
    }

    @Override
    public String getName() {
        return "route53";
    }
}
