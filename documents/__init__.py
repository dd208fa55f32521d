"""Files to take away: sheets as PDF, PPTX and XLSX, charts as pictures. Fetches nothing and knows no translation."""
