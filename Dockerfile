# The dashboard alone, read-only, without torch; its packages are 0.9 GB.
FROM python:3.11-slim
WORKDIR /app
COPY requirements-app.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements-app.txt
COPY streamlit_app.py .
COPY .streamlit .streamlit
COPY pages pages
COPY emolab emolab
COPY artifacts artifacts
USER nobody
ENV HOME=/tmp PYTHONDONTWRITEBYTECODE=1
EXPOSE 8501
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8501/_stcore/health')"]
CMD ["streamlit", "run", "streamlit_app.py", "--server.address=0.0.0.0", "--server.headless=true"]
