select
    course_id,
    topic_code,
    training_minutes
from {{ source('config', 'course') }}
