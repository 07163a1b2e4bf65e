<?xml version="1.0" encoding="UTF-8"?>
<!-- Takes out of the bill of materials what the packaged forms are cut from: see removed-artifacts in application.properties. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:bom="http://cyclonedx.org/schema/bom/1.6">
  <xsl:template match="@*|node()">
    <xsl:copy>
      <xsl:apply-templates select="@*|node()"/>
    </xsl:copy>
  </xsl:template>
  <xsl:template match="bom:component[starts-with(bom:group, 'io.zonky.test')]"/>
  <xsl:template match="bom:dependency[contains(@ref, 'io.zonky.test')]"/>
</xsl:stylesheet>
