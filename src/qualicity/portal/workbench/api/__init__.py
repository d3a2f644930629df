"""The API by which programs report, at `/api/work/v1/`: a token for each organisation, the same check as the form's."""
